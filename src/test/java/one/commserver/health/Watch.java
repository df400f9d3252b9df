package one.commserver.health;

import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A monitor on virtual time with the links that it watches.
final class Watch {

    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
    final List<FakeLink> links = new ArrayList<>();
    final List<Eviction> evictions = new ArrayList<>();
    final HealthMonitor monitor;
    private long away;

    Watch() {
        this(Duration.ofSeconds(15), Duration.ofSeconds(45), Duration.ZERO, List.of());
    }

    Watch(Duration heartbeat, Duration timeout, Duration stats, List<EvictionListener> more) {
        List<EvictionListener> listeners = new ArrayList<>(more);
        listeners.add(evictions::add);
        monitor =
                new HealthMonitor(
                        new FakeLinks(links),
                        new HealthProperties(heartbeat, timeout, stats),
                        scheduler,
                        this::nanos,
                        () -> START.plusNanos(nanos()),
                        listeners);
    }

    long nanos() {
        return scheduler.now(TimeUnit.NANOSECONDS) + away;
    }

    FakeLink link() {
        FakeLink link = new FakeLink(this::nanos);
        links.add(link);
        return link;
    }

    /// Lets time pass second by second, timer and sockets alike.
    void pass(Duration time) {
        for (int i = 0; i < time.toSeconds(); i++) {
            timerOnly(Duration.ofSeconds(1));
            links.forEach(link -> link.wire.advance(Duration.ofSeconds(1)));
        }
    }

    /// Lets the timer tick while no link's thread does anything.
    void timerOnly(Duration time) {
        scheduler.advanceTimeBy(time);
    }

    /// Lets time pass without anything running at all.
    void pause(Duration time) {
        away += time.toNanos();
    }
}
