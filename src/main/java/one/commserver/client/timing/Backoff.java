package one.commserver.client.timing;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/// How long to wait before the next attempt to connect: not at all at first, then a random part of a ceiling that grows
/// by half with each attempt, so that the clients of a server that comes back don't all come at once. For one thread.
///
/// Spec: chapter 10, reconnect.
public final class Backoff {

    /// The ceiling of the first pause, in milliseconds.
    static final double FIRST = 1_000;

    /// The highest ceiling, in milliseconds.
    static final double MOST = 60_000;

    /// The longest that a server may ask for: beyond it, trying again is as good.
    static final Duration MOST_ASKED = Duration.ofMinutes(10);

    /// The longest that a server may have its clients stay that is about to go: it knows when it goes.
    static final Duration MOST_ANNOUNCED = Duration.ofDays(1);

    private static final double FACTOR = 1.5;

    private final DoubleSupplier random;
    private double ceilingMillis;

    /// @param random from 0 to 1, both possible
    public Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /// The pause before the next attempt.
    ///
    /// @param atOnce whether the first attempt of a row needs no pause
    /// @param asked the pause that the server asks for, or zero: it is never shorter than that
    public Duration next(boolean atOnce, Duration asked) {
        return next(atOnce, asked, MOST_ASKED);
    }

    /// The pause before a server is left that is about to go.
    ///
    /// @param moment that it names, from now
    public Duration untilLeaving(Duration moment) {
        return next(true, moment, MOST_ANNOUNCED);
    }

    private Duration next(boolean atOnce, Duration asked, Duration most) {
        boolean first = ceilingMillis == 0;
        double ceiling = first ? FIRST : ceilingMillis;
        if (first && atOnce && asked.isZero()) {
            ceilingMillis = FIRST;
            return Duration.ZERO;
        }
        ceilingMillis = Math.min(MOST, ceiling * FACTOR);
        Duration pause = Duration.ofMillis((long) (ceiling * random.getAsDouble()));
        Duration heeded = asked.compareTo(most) > 0 ? most : asked;
        return heeded.plus(pause);
    }

    /// The row of attempts is over.
    public void reset() {
        ceilingMillis = 0;
    }
}
