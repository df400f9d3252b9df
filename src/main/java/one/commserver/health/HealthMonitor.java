package one.commserver.health;

import one.commserver.connection.Connection;
import one.commserver.connection.NanoClock;
import one.commserver.transport.ConnectionManager;
import one.commserver.transport.Link;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Watches all links with one timer.
///
/// - Each link is pinged once in a heartbeat's interval, whatever else it does, so that its round trip is known; a
///   slice of the links at each tick. A held link isn't: it couldn't be heard.
/// - Whoever has shown no sign of life for the timeout is evicted: the listeners hear of it, and it is cut.
///   Anything that comes in is such a sign. A held link has one at each tick, however long it is held: the server
///   itself doesn't listen to it.
/// - A tick that comes much later than due means that the process itself was away, however many ticks were lost.
///   Then everybody counts as seen at that moment, so nobody goes for it, and who is dead goes a timeout later.
///
/// Its memory is bounded by the number of links that look dead.
public final class HealthMonitor implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);

    /// Ticks that may be missing before the timer counts as dead.
    private static final int MISSING_TICKS = 10;

    private final ConnectionManager connections;
    private final HealthProperties properties;
    private final Scheduler timers;
    private final NanoClock clock;
    private final Pace pace;
    private final LastSigns signs;
    private final SilenceReview review;
    private @Nullable Disposable timer;
    private volatile long lastTick;
    private long lastStats;
    private long ticks;

    /// @param timers where the timer runs; what it starts runs on the links' own threads
    /// @param clock of the connections
    public HealthMonitor(
            ConnectionManager connections,
            HealthProperties properties,
            Scheduler timers,
            NanoClock clock,
            InstantSource wallClock,
            List<EvictionListener> listeners) {
        this.connections = connections;
        this.properties = properties;
        this.timers = timers;
        this.clock = clock;
        this.pace = Pace.of(properties);
        this.signs = new LastSigns(clock);
        this.review =
                new SilenceReview(signs, properties.connectionTimeout(), pace.allowance(), clock, wallClock, listeners);
    }

    @Override
    public synchronized void start() {
        if (timer == null) {
            lastTick = clock.nanos();
            lastStats = lastTick;
            signs.everybodyWasSeen();
            long nanos = pace.tick().toNanos();
            timer = timers.schedulePeriodically(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    /// Watches for as long as clients leave: it stops behind what stops first.
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1;
    }

    /// Whether the timer ticks.
    public boolean isTicking() {
        Duration longest = pace.tick().multipliedBy(MISSING_TICKS).plus(pace.allowance());
        return isRunning() && clock.since(lastTick).compareTo(longest) <= 0;
    }

    private void tick() {
        Duration passed = clock.since(lastTick);
        if (passed.multipliedBy(2).compareTo(pace.tick()) < 0) {
            return; // one of those that are made up for after a pause
        }
        lastTick = clock.nanos();
        Duration late = passed.minus(pace.tick());
        if (late.compareTo(pace.allowance()) > 0) {
            signs.everybodyWasSeen();
            LOG.warn("This process was away for {} ms; every connection counts as seen now", late.toMillis());
        }
        long slice = ticks++ % pace.slices();
        connections.links().forEach(link -> visit(link, slice));
        review.forgetOld();
        tellStatistics();
    }

    private void visit(Link link, long slice) {
        Connection connection = link.connection();
        try {
            if (link.isHeld()) {
                connection.touched();
                return;
            }
            if (properties.heartbeatInterval().isPositive() && connection.id().number() % pace.slices() == slice) {
                link.ping();
            }
            if (properties.connectionTimeout().isPositive()) {
                review.of(link);
            }
        } catch (RuntimeException failure) {
            LOG.error("Watching {} failed", connection.id(), failure);
        }
    }

    private void tellStatistics() {
        Duration interval = properties.statsInterval();
        if (interval.isPositive() && clock.since(lastStats).compareTo(interval) >= 0) {
            lastStats = clock.nanos();
            LOG.info("{}", Census.of(connections.links()));
        }
    }
}
