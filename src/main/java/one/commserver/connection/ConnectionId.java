package one.commserver.connection;

import java.util.concurrent.atomic.AtomicLong;

/// Tells the connections of one process apart. It says nothing about who is connected, so it may stand in a log.
public record ConnectionId(long number) {

    private static final AtomicLong LAST = new AtomicLong();

    /// The next one of this process.
    public static ConnectionId next() {
        return new ConnectionId(LAST.incrementAndGet());
    }

    @Override
    public String toString() {
        return "c" + number;
    }
}
