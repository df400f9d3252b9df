package one.commserver.client.timing;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One timer for the heartbeats of all links of a client. It runs only while there are any. Any thread.
///
/// Spec: chapter 4, `heartbeat_ms`.
public final class Heartbeats {

    /// How exactly a heartbeat keeps its time, in milliseconds.
    static final long TICK_MILLIS = 100;

    /// What beats.
    private record Rhythm(long everyMillis, Runnable beat) {}

    private final Scheduler timers;
    private final Map<Object, Rhythm> rhythms = new HashMap<>();
    private final Map<Object, Long> due = new HashMap<>();
    private @Nullable Disposable timer;
    private long elapsedMillis;

    /// @param timers where it runs
    public Heartbeats(Scheduler timers) {
        this.timers = timers;
    }

    /// Begins a heartbeat.
    ///
    /// @param owner whose heartbeat it is
    /// @param beat must not block
    public synchronized void start(Object owner, long everyMillis, Runnable beat) {
        rhythms.put(owner, new Rhythm(everyMillis, beat));
        due.put(owner, elapsedMillis + everyMillis);
        if (timer == null) {
            timer = timers.schedulePeriodically(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /// Ends a heartbeat.
    public synchronized void stop(Object owner) {
        rhythms.remove(owner);
        due.remove(owner);
        if (rhythms.isEmpty() && timer != null) {
            timer.dispose();
            timer = null;
        }
    }

    private synchronized void tick() {
        elapsedMillis += TICK_MILLIS;
        rhythms.forEach((owner, rhythm) -> {
            if (due.getOrDefault(owner, Long.MAX_VALUE) <= elapsedMillis) {
                due.put(owner, elapsedMillis + rhythm.everyMillis());
                rhythm.beat().run();
            }
        });
    }
}
