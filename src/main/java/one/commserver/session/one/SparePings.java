package one.commserver.session.one;

import one.commserver.connection.NanoClock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Looks after all who wait at this node, with one timer. Any thread.
final class SparePings implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(SparePings.class);

    /// So often within the shorter of interval and time-out: what is due is late by no more than that.
    private static final int LOOKS = 10;

    private static final Duration LONGEST_TICK = Duration.ofMillis(500);

    private final Set<Spare> spares = ConcurrentHashMap.newKeySet();
    private final Duration tick;
    private final Scheduler timers;
    private final NanoClock clock;
    private @Nullable Disposable timer;

    SparePings(OneProperties properties, Scheduler timers, NanoClock clock) {
        Duration shorter =
                properties.pongTimeout().compareTo(properties.pingInterval()) < 0
                        ? properties.pongTimeout()
                        : properties.pingInterval();
        Duration fine = shorter.dividedBy(LOOKS);
        this.tick = fine.compareTo(LONGEST_TICK) < 0 ? fine : LONGEST_TICK;
        this.timers = timers;
        this.clock = clock;
    }

    void add(Spare spare) {
        spares.add(spare);
    }

    void remove(Spare spare) {
        spares.remove(spare);
    }

    @Override
    public synchronized void start() {
        if (timer == null) {
            timer = timers.schedulePeriodically(this::look, tick.toNanos(), tick.toNanos(), TimeUnit.NANOSECONDS);
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

    /// For as long as clients leave: it stops behind what stops first.
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1;
    }

    private void look() {
        long now = clock.nanos();
        for (Spare spare : spares) {
            try {
                spare.look(now);
            } catch (RuntimeException failure) {
                LOG.error("A waiting client can't be looked after", failure);
            }
        }
    }
}
