package one.commserver.protocol;

/// Why a channel ended, where a client gave no reason of its own.
///
/// Spec: chapter 8, opening, flow and closing.
public enum ChannelCloseReason implements WireName {
    /// A client closed it and said no more.
    CLOSED("closed"),
    /// Another connection of the same identity accepted the offer first.
    TAKEN("taken"),
    /// Nobody accepted the offer in time.
    OFFER_TIMEOUT("offer_timeout"),
    /// The opener withdrew before anybody had accepted, or its connection is gone.
    WITHDRAWN("withdrawn"),
    /// A client sent beyond its limit.
    CREDIT_EXCEEDED("credit_exceeded"),
    /// A client's flow frame said what can't be: more received than was sent, or less than before.
    FLOW_INVALID("flow_invalid"),
    /// The other end's connection was lost, and with it its session.
    CONNECTION_LOST("connection_lost"),
    /// The other end didn't come back within its session's life.
    SESSION_EXPIRED("session_expired"),
    /// An end's account of what it has received can't be true, so nobody can go on from there.
    RESUME_IMPOSSIBLE("resume_impossible"),
    /// The other end closed its connection.
    CONNECTION_CLOSED("connection_closed"),
    /// The other end was replaced by a newer connection of the same slot.
    REPLACED("replaced"),
    /// The receiver didn't take what was sent before the close in time; the rest was dropped.
    CLOSE_TIMEOUT("close_timeout"),
    /// One of the two has ended their pairing.
    PAIRING_REVOKED("pairing_revoked"),
    /// The channel was opened with an invite, and no pairing followed in time.
    NOT_PAIRED("not_paired"),
    /// The node stops.
    SERVER_STOPPING("server_stopping");

    private final String wireName;

    ChannelCloseReason(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
