package one.commserver.handshake;

import one.commserver.crypto.PublicKey;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import reactor.core.publisher.Mono;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Checks signatures on a pool of its own, so that a flood of them slows down nothing but authentication. What waits
/// is bounded.
final class SignatureChecker implements AutoCloseable {

    private final ThreadPoolExecutor pool;

    /// @param queue how many may wait
    SignatureChecker(int threads, int queue) {
        pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queue),
                        new CustomizableThreadFactory("signatures-"));
    }

    /// Whether the signature holds.
    ///
    /// @return emits on a thread of the pool; fails with [RejectedExecutionException] if too many wait already
    Mono<Boolean> holds(PublicKey key, byte[] message, byte[] signature) {
        return Mono.create(sink -> {
            var task = pool.submit(() -> sink.success(key.verify(message, signature)));
            sink.onCancel(() -> task.cancel(false));
        });
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
