package one.commserver.connection.statistics;

import java.util.concurrent.atomic.AtomicLong;

/// A counter that one thread at a time adds to and any thread reads.
///
/// Is the number instead of having one: each connection has a dozen of them.
final class Tally extends AtomicLong {

    private static final long serialVersionUID = 1L;

    void add(long amount) {
        setRelease(getPlain() + amount);
    }
}
