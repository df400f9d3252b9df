package one.commserver.protocol;

/// What a connection is for.
///
/// Spec: chapter 4, connection kinds.
public enum ConnectionKind implements WireName {
    /// Low volume, kept open: heartbeats, offers, notices.
    CONTROL("control"),
    /// Bulk data.
    DATA("data"),
    /// Short-lived: query, answer, close. Has no slot.
    DISCOVERY("discovery");

    private final String wireName;

    ConnectionKind(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    /// Whether a connection of this kind occupies a slot, which a newcomer may take over.
    public boolean hasSlot() {
        return this != DISCOVERY;
    }
}
