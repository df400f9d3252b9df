package one.commserver.drain;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

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
        left = registry.counter("commserver.drain.left");
        closed = registry.counter("commserver.drain.closed");
        cut = registry.counter("commserver.drain.cut");
        time = registry.timer("commserver.drain.time");
        Gauge.builder("commserver.drain.active", away, AtomicInteger::get).register(registry);
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
