package one.commserver.relay.bus;

/// Which of a channel's two halves. Both may be at one node, when their sessions have moved.
public enum Side {
    /// Of the client that asked for the channel.
    OPENER,
    /// Of the client that accepted it.
    ACCEPTOR;

    /// The one at the other end.
    public Side other() {
        return this == OPENER ? ACCEPTOR : OPENER;
    }
}
