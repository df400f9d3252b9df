package one.commserver.client.flow;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/// What has come and waits for its subscriber, of whom there is one at a time. When one cancels, another may follow and
/// goes on where it stopped. How much may wait is for the owner to bound.
///
/// Belongs to the owner's thread, but for [#elements].
///
/// @param <T> what waits
public final class UnicastQueue<T> {

    private final String name;
    private final Executor loop;
    private final Owner<T> owner;
    private final Queue<T> waiting = new ArrayDeque<>();
    private final AtomicReference<@Nullable Taking> current = new AtomicReference<>();
    private @Nullable Throwable failure;
    private boolean ended;

    /// Hears what becomes of what waits, on its own thread.
    ///
    /// @param <T> what waits
    public interface Owner<T> {

        /// That one leaves for the subscriber next.
        void leaving(T next);

        /// The subscriber, if there is one, has what it asked for or all that there is.
        ///
        /// @param subscribed whether there was one
        /// @param isEmpty whether nothing waits any more
        void settled(boolean subscribed, boolean isEmpty);
    }

    /// @param name whose it is, for the error of a second subscriber
    /// @param loop the owner's thread; never runs a task inline
    public UnicastQueue(String name, Executor loop, Owner<T> owner) {
        this.name = name;
        this.loop = loop;
        this.owner = owner;
    }

    /// All that comes. A second subscriber beside the first gets an [IllegalStateException]. Any thread.
    public Flux<T> elements() {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                Taking taking = new Taking(actual);
                if (current.compareAndSet(null, taking)) {
                    actual.onSubscribe(taking);
                    loop.execute(taking::start);
                } else {
                    Operators.error(actual, new IllegalStateException(name + " has a subscriber already"));
                }
            }
        };
    }

    /// Whether nothing more comes.
    public boolean isEnded() {
        return ended;
    }

    /// The next one has come. Dropped behind the end.
    public void add(T next) {
        if (!ended) {
            waiting.add(next);
            drain();
        }
    }

    /// Nothing more comes. What waits can still be taken. The first end counts.
    ///
    /// @param newFailure null if that is in order
    public void end(@Nullable Throwable newFailure) {
        if (!ended) {
            ended = true;
            failure = newFailure;
            drain();
        }
    }

    private void drain() {
        Taking taking = current.get();
        boolean subscribed = taking != null && taking.started;
        while (taking != null && taking.wants() && !waiting.isEmpty()) {
            T next = waiting.remove();
            owner.leaving(next);
            taking.give(next);
        }
        owner.settled(subscribed, waiting.isEmpty());
        if (ended && waiting.isEmpty() && taking != null && taking.isReady()) {
            taking.cancel();
            taking.end();
        }
    }

    /// One subscription.
    private final class Taking implements Subscription {

        private final CoreSubscriber<? super T> actual;
        private volatile boolean cancelled;
        private boolean started;
        private long demand;

        private Taking(CoreSubscriber<? super T> actual) {
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

        private void give(T next) {
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
