package one.commserver.soak.load;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what happens on event loops, which must not wait for anybody: they take no lock, and are looked at.
final class Waiting {

    private static final long LOOK_NANOS = 2_000_000;

    private Waiting() {}

    /// Until that holds.
    ///
    /// @throws TimeoutException if it doesn't within a minute
    static void until(BooleanSupplier holds, String what) throws TimeoutException {
        long end = System.nanoTime() + Clients.PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException(what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /// For so long: real time is what a soak is made of.
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
