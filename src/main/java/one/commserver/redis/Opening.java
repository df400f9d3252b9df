package one.commserver.redis;

import io.lettuce.core.resource.Delay;

import one.commserver.connection.NanoClock;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A connection that is made when it is needed first, and never before an attempt that failed has had its pause. Once
/// made, it reconnects by itself. Any thread.
final class Opening<C> {

    private final Callable<C> connect;
    private final Consumer<C> close;
    private final Delay pauses;
    private final NanoClock clock;

    private @Nullable CompletableFuture<C> attempt;
    private long failures;
    private long pausedUntil;
    private boolean closed;

    /// @param connect may block
    Opening(Callable<C> connect, Consumer<C> close, Delay pauses, NanoClock clock) {
        this.connect = connect;
        this.close = close;
        this.pauses = pauses;
        this.clock = clock;
    }

    /// The connection; whoever asks while an attempt is under way waits for that one.
    Mono<C> get() {
        return Mono.defer(() -> Mono.fromFuture(current(), true));
    }

    private synchronized CompletableFuture<C> current() {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("closed"));
        }
        CompletableFuture<C> known = attempt;
        boolean isPause = failures > 0 && clock.nanos() - pausedUntil < 0;
        if (known != null && (!known.isCompletedExceptionally() || isPause)) {
            return known;
        }
        var next = new CompletableFuture<C>();
        var _ = Schedulers.boundedElastic().schedule(() -> connect(next));
        attempt = next;
        return next;
    }

    private void connect(CompletableFuture<C> next) {
        try {
            C connection = connect.call();
            settled(connection, null);
            next.complete(connection);
        } catch (Exception failure) {
            settled(null, failure);
            next.completeExceptionally(failure);
        }
    }

    private synchronized void settled(@Nullable C connection, @Nullable Throwable failure) {
        if (failure != null) {
            failures++;
            pausedUntil = clock.nanos() + pauses.createDelay(failures).toNanos();
        } else if (connection != null && closed) {
            close.accept(connection);
        }
    }

    synchronized void close() {
        closed = true;
        CompletableFuture<C> known = attempt;
        if (known != null && known.isDone() && !known.isCompletedExceptionally()) {
            close.accept(known.join());
        }
    }
}
