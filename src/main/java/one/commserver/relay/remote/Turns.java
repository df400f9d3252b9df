package one.commserver.relay.remote;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// Lets so much be under way at once and no more; the rest waits in line, and all gets its turn. Whoever takes a turn
/// has one at most waiting or under way, so the line isn't longer than there are such. Any thread.
final class Turns {

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final int most;
    private final Scheduler scheduler;
    private final Queue<Supplier<? extends CompletionStage<?>>> line = new ArrayDeque<>();
    private int underWay;

    /// @param scheduler on which all that is done begins
    Turns(int most, Scheduler scheduler) {
        this.most = most;
        this.scheduler = scheduler;
    }

    /// A pause with up to half as much by chance, so that what begins together doesn't go on together.
    static Duration scattered(Duration pause) {
        return pause.plusNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() / 2 + 1));
    }

    /// Has it done when it is its turn; never here.
    ///
    /// @param work begins it, and completes when it is over, whatever comes of it
    void take(Supplier<? extends CompletionStage<?>> work) {
        synchronized (this) {
            if (underWay == most) {
                line.add(work);
                return;
            }
            underWay++;
        }
        start(work);
    }

    private void start(Supplier<? extends CompletionStage<?>> work) {
        var _ = scheduler.schedule(() -> begun(work).whenComplete((any, failure) -> next()));
    }

    private static CompletionStage<?> begun(Supplier<? extends CompletionStage<?>> work) {
        try {
            return work.get();
        } catch (RuntimeException failure) {
            LOG.error("What was to be done could not begin", failure);
            return CompletableFuture.completedFuture(false);
        }
    }

    private void next() {
        Supplier<? extends CompletionStage<?>> work;
        synchronized (this) {
            work = line.poll();
            if (work == null) {
                underWay--;
                return;
            }
        }
        start(work);
    }
}
