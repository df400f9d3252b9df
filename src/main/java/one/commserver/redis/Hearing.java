package one.commserver.redis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Listens on a channel, tells what it hears one after another on a thread that isn't the connection's, and finds out
/// when something may have been missed: before it listened, while a connection was away, or because too much waits.
///
/// What a cluster's servers lose among themselves isn't found out. Any thread.
public final class Hearing implements Disposable {

    private static final Logger LOG = LoggerFactory.getLogger(Hearing.class);

    /// How many messages may wait; beyond it they are missed.
    private static final int MOST = 10_000;

    private final Redis redis;
    private final String channel;
    private final Consumer<byte[]> listener;
    private final Runnable missed;
    private final Scheduler.Worker worker;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean isMissing = new AtomicBoolean();

    /// How often connections had been made when it surely listened; negative before.
    private volatile long connects = -1;

    /// @param scheduler on which the other two are called
    /// @param listener of messages
    /// @param missed hears, soon after it listens again, that something may have been missed
    public Hearing(Redis redis, String channel, Scheduler scheduler, Consumer<byte[]> listener, Runnable missed) {
        this.redis = redis;
        this.channel = channel;
        this.listener = listener;
        this.missed = missed;
        this.worker = scheduler.createWorker();
    }

    /// Sees to it that it listens; call it from time to time, one after another. Completes at once when nothing has
    /// happened since; fails like everything that is asked of Redis.
    public Mono<Void> check() {
        return Mono.defer(() -> {
            long known = connects;
            // read first: whatever connects from now on is found next time
            long current = redis.connections().connects();
            if (known == current) {
                return Mono.empty();
            }
            Mono<Void> listening = known < 0 ? redis.listen(channel, this::heard) : redis.listenAgain(channel);
            return listening.doOnSuccess(done -> {
                connects = current;
                miss();
            });
        });
    }

    private void heard(byte[] message) {
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            miss();
            return;
        }
        later(() -> {
            waiting.decrementAndGet();
            listener.accept(message);
        });
    }

    /// What comes meanwhile is heard behind it.
    private void miss() {
        if (isMissing.compareAndSet(false, true)) {
            later(() -> {
                isMissing.set(false);
                missed.run();
            });
        }
    }

    private void later(Runnable task) {
        try {
            var _ =
                    worker.schedule(() -> {
                        try {
                            task.run();
                        } catch (RuntimeException failure) {
                            LOG.error("What was heard on {} could not be handled", channel, failure);
                        }
                    });
        } catch (RejectedExecutionException over) {
            LOG.debug("Heard behind the end on {}", channel, over);
        }
    }

    @Override
    public void dispose() {
        worker.dispose();
    }
}
