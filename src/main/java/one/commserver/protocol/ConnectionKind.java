package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a connection is for.
///
/// Spec: chapter 4, connection kinds.
public enum ConnectionKind {
    /// Low volume, kept open: heartbeats, offers, notices.
    @JsonProperty("control")
    CONTROL("control"),
    /// Bulk data.
    @JsonProperty("data")
    DATA("data"),
    /// Short-lived: query, answer, close. Has no slot.
    @JsonProperty("discovery")
    DISCOVERY("discovery");

    private final String wireName;

    ConnectionKind(String wireName) {
        this.wireName = wireName;
    }

    /// The word on the wire.
    public String wireName() {
        return wireName;
    }

    /// Whether a connection of this kind occupies a slot, which a newcomer may take over.
    public boolean hasSlot() {
        return this != DISCOVERY;
    }
}
