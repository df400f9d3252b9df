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
    DISCOVERY("discovery"),
    /// A client of the ONE dialect that waits for others to come.
    ONE_LISTENER("one_listener"),
    /// A client of the ONE dialect that comes to another one.
    ONE_REQUESTER("one_requester");

    private final String wireName;

    ConnectionKind(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    /// Whether clients of the native dialect can have one of this kind.
    public boolean isNative() {
        return this != ONE_LISTENER && this != ONE_REQUESTER;
    }

    @Override
    public boolean isSaid() {
        return isNative();
    }

    /// Whether a connection of this kind occupies a slot, which a newcomer may take over.
    public boolean hasSlot() {
        return this != DISCOVERY;
    }
}
