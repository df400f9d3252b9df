package one.commserver.drain;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import one.commserver.telemetry.Meters;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// What comes of drains, in numbers.
final class DrainMeters {

    private final Counter left;
    private final Counter closed;
    private final Counter cut;
    private final Timer time;
    private final AtomicInteger away = new AtomicInteger();

    DrainMeters(MeterRegistry registry) {
        var meters = new Meters(registry);
        left = meters.counter(DrainMeter.LEFT);
        closed = meters.counter(DrainMeter.CLOSED);
        cut = meters.counter(DrainMeter.CUT);
        time = meters.timer(DrainMeter.TIME);
        meters.gauge(DrainMeter.ACTIVE, away, AtomicInteger::get);
    }

    /// Whether the node drains or is drained.
    void active(boolean now) {
        away.set(now ? 1 : 0);
    }

    /// Somebody was gone before it was to be closed.
    void left() {
        left.increment();
    }

    /// Somebody had stayed and is being closed.
    void closed() {
        closed.increment();
    }

    /// Somebody was still there when the time was up.
    void cut() {
        cut.increment();
    }

    /// Nobody is left.
    void took(Duration duration) {
        time.record(duration);
    }
}
