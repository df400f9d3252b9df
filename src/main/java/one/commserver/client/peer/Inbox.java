package one.commserver.client.peer;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Messages that wait for the application, which takes them one subscriber at a time. While one waits the connection
/// doesn't read. Belongs to the connection's thread, but for [#messages].
final class Inbox {

    private final Executor loop;
    private final Consumer<Boolean> reading;
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private final AtomicReference<@Nullable Taking> current = new AtomicReference<>();
    private @Nullable Throwable failure;
    private boolean ended;
    private boolean paused;

    /// @param loop the connection's thread; never runs a task inline
    /// @param reading told to stop, and to go on
    Inbox(Executor loop, Consumer<Boolean> reading) {
        this.loop = loop;
        this.reading = reading;
    }

    Flux<ByteBuffer> messages() {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ByteBuffer> actual) {
                Taking taking = new Taking(actual);
                if (current.compareAndSet(null, taking)) {
                    actual.onSubscribe(taking);
                    loop.execute(taking::start);
                } else {
                    Operators.error(actual, new IllegalStateException("the connection has a subscriber already"));
                }
            }
        };
    }

    /// Whether a message waits, and so nothing is read.
    boolean isPaused() {
        return paused;
    }

    void add(ByteBuffer message) {
        waiting.add(message);
        drain();
    }

    /// Nothing more comes. What waits can still be taken.
    ///
    /// @param why null if the peer has sent all that it wanted to
    void end(@Nullable Throwable why) {
        if (!ended) {
            ended = true;
            failure = why;
            drain();
        }
    }

    private void drain() {
        Taking taking = current.get();
        while (taking != null && taking.wants() && !waiting.isEmpty()) {
            taking.give(waiting.remove());
        }
        if (paused != !waiting.isEmpty()) {
            paused = !paused;
            reading.accept(!paused);
        }
        if (ended && waiting.isEmpty() && taking != null && taking.isReady()) {
            taking.cancel();
            taking.end();
        }
    }

    /// One subscription. Another one may follow when it is cancelled, and goes on where it stopped.
    private final class Taking implements Subscription {

        private final CoreSubscriber<? super ByteBuffer> actual;
        private volatile boolean cancelled;
        private boolean started;
        private long demand;

        private Taking(CoreSubscriber<? super ByteBuffer> actual) {
            this.actual = actual;
        }

        private void start() {
            started = true;
            drain();
        }

        private boolean isReady() {
            return started && !cancelled;
        }

        private boolean wants() {
            return isReady() && demand > 0;
        }

        private void give(ByteBuffer next) {
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
            actual.onNext(next);
        }

        private void end() {
            if (failure == null) {
                actual.onComplete();
            } else {
                actual.onError(failure);
            }
        }

        @Override
        public void request(long more) {
            if (Operators.validate(more)) {
                loop.execute(() -> {
                    demand = Operators.addCap(demand, more);
                    drain();
                });
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            current.compareAndSet(this, null);
        }
    }
}
