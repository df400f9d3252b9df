package one.commserver.client.flow;

import one.commserver.protocol.FrameHeader;

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

/// The receiving end of a channel. What has come waits for its one subscriber, never more than was granted.
public final class Receiver {

    private final Executor loop;
    private final ReceiveCredit credit;
    private final Runnable raised;
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private final AtomicReference<@Nullable Taking> current = new AtomicReference<>();
    private @Nullable Throwable failure;
    private boolean ended;

    /// @param loop the connection's thread; never runs a task inline
    /// @param raised called when the peer is to be told of a new limit
    public Receiver(Executor loop, ReceiveCredit credit, Runnable raised) {
        this.loop = loop;
        this.credit = credit;
        this.raised = raised;
    }

    /// What comes, one buffer a frame; see the channel for its contract. Any thread.
    public Flux<ByteBuffer> buffers() {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super ByteBuffer> actual) {
                Taking taking = new Taking(actual);
                if (current.compareAndSet(null, taking)) {
                    actual.onSubscribe(taking);
                    loop.execute(taking::start);
                } else {
                    Operators.error(actual, new IllegalStateException("the channel has a subscriber already"));
                }
            }
        };
    }

    /// A data frame has come.
    ///
    /// @param payload the receiver's own from now on
    /// @throws FlowViolationException if it wasn't allowed
    public void arrived(ByteBuffer payload) {
        credit.arrived(payload.remaining() + FrameHeader.LENGTH);
        if (!ended) {
            waiting.add(payload);
            drain();
        }
    }

    /// Nothing more comes. What waits can still be taken.
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
        if (taking == null || !taking.started) {
            return;
        }
        while (taking.wants()) {
            ByteBuffer next = waiting.poll();
            if (next == null) {
                break;
            }
            credit.took(next.remaining() + FrameHeader.LENGTH);
            taking.give(next);
        }
        if (!ended && credit.raise()) {
            raised.run();
        }
        if (ended && waiting.isEmpty() && !taking.cancelled) {
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

        private boolean wants() {
            return demand > 0 && !cancelled;
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
