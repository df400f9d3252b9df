package one.commserver.verification;

import one.commserver.crypto.PublicKey;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import reactor.core.publisher.Mono;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Checks signatures on a pool of its own, so that a flood of them slows down nothing but authentication and pairing.
/// What waits is bounded.
public final class SignatureChecker implements AutoCloseable {

    private final ThreadPoolExecutor pool;
    private final AtomicInteger pending = new AtomicInteger();
    private final int most;

    /// @param queue how many may wait
    public SignatureChecker(int threads, int queue) {
        most = threads + queue;
        // a bounded queue has a lock, for which an event loop must not wait; so the bound is counted beside it
        pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedTransferQueue<>(),
                        new CustomizableThreadFactory("signatures-"));
        pool.prestartAllCoreThreads();
    }

    /// Whether the signature holds.
    ///
    /// @return emits on a thread of the pool; fails with [RejectedExecutionException] if too many wait already
    public Mono<Boolean> holds(PublicKey key, byte[] message, byte[] signature) {
        return work(() -> key.verify(message, signature));
    }

    /// Does something else of that kind.
    ///
    /// @param work what it throws becomes the outcome; not begun any more once nobody waits for it
    /// @return emits on a thread of the pool; fails with [RejectedExecutionException] if too many wait already
    public <T> Mono<T> work(Supplier<T> work) {
        return Mono.create(sink -> {
            if (pending.incrementAndGet() > most) {
                pending.decrementAndGet();
                sink.error(new RejectedExecutionException("too many signatures wait"));
                return;
            }
            var cancelled = new AtomicBoolean();
            sink.onCancel(() -> cancelled.set(true));
            pool.execute(() -> {
                try {
                    if (!cancelled.get()) {
                        sink.success(work.get());
                    }
                } catch (RuntimeException failure) {
                    sink.error(failure);
                } finally {
                    pending.decrementAndGet();
                }
            });
        });
    }

    /// How many threads there are, always.
    public int threads() {
        return pool.getCorePoolSize();
    }

    /// How many of them check a signature.
    public int busy() {
        return Math.min(pending.get(), threads());
    }

    /// How many signatures wait.
    public int waiting() {
        return Math.max(0, pending.get() - threads());
    }

    /// How many may wait.
    public int mostWaiting() {
        return most - threads();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
