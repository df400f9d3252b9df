package one.commserver.client.one.plugin;

/// Which of the two peers this end is. They count their messages apart, so no nonce is used twice.
public enum Side {
    /// Has asked for the connection.
    INITIATOR(1),
    /// Was asked for it.
    ACCEPTOR(0);

    private final long firstNumber;

    Side(long firstNumber) {
        this.firstNumber = firstNumber;
    }

    /// The number of its first message; the next ones have every other number.
    long firstNumber() {
        return firstNumber;
    }

    /// The other end.
    Side other() {
        return this == INITIATOR ? ACCEPTOR : INITIATOR;
    }
}
