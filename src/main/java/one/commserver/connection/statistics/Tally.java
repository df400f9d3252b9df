package one.commserver.connection.statistics;

import java.util.concurrent.atomic.AtomicLong;

/// A counter that one thread at a time adds to and any thread reads.
final class Tally {

    private final AtomicLong count = new AtomicLong();

    void add(long amount) {
        count.setRelease(count.getPlain() + amount);
    }

    long get() {
        return count.getAcquire();
    }
}
