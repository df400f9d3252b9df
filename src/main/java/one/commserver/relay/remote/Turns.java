package one.commserver.relay.remote;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// Lets so much be under way at once and no more; the rest waits in line, and all gets its turn. Whoever takes a turn
/// again and again has one at most waiting or under way, and what takes one for a last word takes no other: so the line
/// isn't longer than twice as many as there are such. Any thread.
final class Turns {

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final int most;
    private final Scheduler scheduler;
    private final Queue<Runnable> line = new ArrayDeque<>();
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
    /// @param work what is to be done
    /// @param done gets what came of it, once, on any thread: the value or null, and why there is none, also if it
    ///     could not even begin
    <T> void take(Supplier<Mono<T>> work, BiConsumer<@Nullable T, @Nullable Throwable> done) {
        take(() -> {
            var _ =
                    scheduler.schedule(() -> {
                        var _ = begun(work).whenComplete((value, failure) -> finish(done, value, failure));
                    });
        });
    }

    /// Reactor lets a lack of memory through to whoever subscribes; here it is one more way to fail.
    private static <T> CompletableFuture<@Nullable T> begun(Supplier<Mono<T>> work) {
        try {
            return Mono.defer(work).toFuture();
        } catch (OutOfMemoryError noMemory) {
            return CompletableFuture.failedFuture(noMemory);
        }
    }

    private <T> void finish(
            BiConsumer<@Nullable T, @Nullable Throwable> done, @Nullable T value, @Nullable Throwable failure) {
        try {
            done.accept(value, failure);
        } catch (RuntimeException | OutOfMemoryError unexpected) {
            LOG.error("What came of it can't be dealt with", unexpected);
        } finally {
            next();
        }
    }

    private void take(Runnable begin) {
        synchronized (this) {
            if (underWay == most) {
                line.add(begin);
                return;
            }
            underWay++;
        }
        begin.run();
    }

    private void next() {
        Runnable begin;
        synchronized (this) {
            begin = line.poll();
            if (begin == null) {
                underWay--;
                return;
            }
        }
        begin.run();
    }
}
