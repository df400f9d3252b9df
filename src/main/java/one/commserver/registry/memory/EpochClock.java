package one.commserver.registry.memory;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Gives out epochs: the clock in microseconds, and never one that isn't higher than all before.
///
/// One for all slots: then no slot has to be remembered for the sake of its last epoch, and running ahead of the
/// clock would take a million takings a second.
final class EpochClock {

    private final AtomicLong last = new AtomicLong();
    private final InstantSource time;

    EpochClock(InstantSource time) {
        this.time = time;
    }

    long next() {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, time.instant());
        return last.updateAndGet(before -> Math.max(before + 1, now));
    }
}
