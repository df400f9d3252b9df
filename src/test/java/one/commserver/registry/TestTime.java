package one.commserver.registry;

import one.commserver.connection.NanoClock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Both clocks of a registry; they move when the test says so.
public final class TestTime implements NanoClock, InstantSource {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public Instant instant() {
        return wall.get();
    }

    /// The wall clock's, as scripts in Redis take the time.
    public String micros() {
        return String.valueOf(microsOf(instant()));
    }

    public static long microsOf(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    public void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        wall.updateAndGet(now -> now.plus(duration));
    }

    /// The wall clock is set back.
    public void setBack(Duration duration) {
        wall.updateAndGet(now -> now.minus(duration));
    }
}
