package one.commserver.connection.statistics;

import one.commserver.connection.NanoClock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/// How much a second, over the last minute. Whoever counts first in a second keeps what the total was before it, so
/// counting costs no more than a total and a look at the clock, and memory is one entry a second of the window.
final class RollingRate {

    private static final int WINDOW_SECONDS = 60;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final NanoClock clock;
    private final long startedAt;
    private final LongAdder total = new LongAdder();
    private final AtomicLong lastSecond = new AtomicLong(-1);
    private final AtomicReferenceArray<@Nullable Mark> marks = new AtomicReferenceArray<>(WINDOW_SECONDS);

    /// What the total was when a second began.
    private record Mark(long second, long total) {}

    RollingRate(NanoClock clock) {
        this.clock = clock;
        this.startedAt = clock.nanos();
    }

    void add(long amount) {
        long second = second();
        long last = lastSecond.get();
        if (second > last && lastSecond.compareAndSet(last, second)) {
            marks.set((int) (second % WINDOW_SECONDS), new Mark(second, total.sum()));
        }
        total.add(amount);
    }

    long total() {
        return total.sum();
    }

    double perSecond() {
        long second = second();
        Mark oldest = null;
        for (int i = 0; i < WINDOW_SECONDS; i++) {
            Mark mark = marks.get(i);
            boolean inWindow = mark != null && mark.second > second - WINDOW_SECONDS;
            if (inWindow && (oldest == null || mark.second < oldest.second)) {
                oldest = mark;
            }
        }
        double age = (double) (clock.nanos() - startedAt) / SECOND;
        return oldest == null ? 0 : (total.sum() - oldest.total) / Math.clamp(age, 1, WINDOW_SECONDS);
    }

    private long second() {
        return (clock.nanos() - startedAt) / SECOND;
    }
}
