package one.commserver.client.flow;

import one.commserver.connection.Connection;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/// The sending end of a channel: one send after another, one buffer at a time. A buffer is asked for only when there is
/// credit for it and room in the [Outbox].
public final class Sender implements Outbox.Source {

    /// How many sends may wait in line.
    static final int MAX_WAITING = 64;

    private final Connection connection;
    private final Outbox outbox;
    private final SendCredit credit;
    private final int channel;
    private final Deque<Sending> line = new ArrayDeque<>();
    private @Nullable Runnable behindAll;
    private @Nullable Throwable refusal;
    private boolean inTurn;
    private int underway;

    public Sender(Connection connection, Outbox outbox, SendCredit credit, int channel) {
        this.connection = connection;
        this.outbox = outbox;
        this.credit = credit;
        this.channel = channel;
    }

    /// Sends what the publisher has, behind earlier sends. Any thread.
    ///
    /// @return completes when all of it has left for the socket
    public Mono<Void> send(Publisher<? extends ByteBuffer> data) {
        return Mono.create(sink -> {
            Sending sending = new Sending(data, sink);
            sink.onDispose(() -> connection.execute(sending::abandon));
            connection.execute(() -> enqueue(sending));
        });
    }

    /// The peer may have granted more.
    public void creditRaised() {
        advance();
    }

    /// Takes no more sends, and runs the task when those in line are through.
    public void finish(Throwable newRefusal, Runnable task) {
        refusal = newRefusal;
        behindAll = task;
        advance();
    }

    /// Takes no more sends, and fails those in line.
    public void end(Throwable why) {
        refusal = why;
        for (Sending sending : line) {
            sending.fail(why);
        }
        line.clear();
        advance();
    }

    @Override
    public @Nullable ByteBuffer next() {
        inTurn = false;
        Sending sending = line.peek();
        if (sending == null || sending.buffer == null) {
            return null;
        }
        int payload = credit.nextPayload(sending.buffer.remaining());
        if (payload == SendCredit.WAIT) {
            return null;
        }
        ByteBuffer frame = Frames.data(channel, sending.buffer, payload);
        credit.sent(payload);
        underway++;
        if (!sending.buffer.hasRemaining()) {
            sending.buffer = null;
        }
        return frame;
    }

    @Override
    public void departed() {
        underway--;
        advance();
    }

    @Override
    public void advance() {
        Sending sending = line.peek();
        if (sending != null) {
            sending.advance();
        } else if (behindAll != null) {
            Runnable task = behindAll;
            behindAll = null;
            task.run();
        }
    }

    private void enqueue(Sending sending) {
        if (refusal != null) {
            sending.sink.error(refusal);
        } else if (line.size() >= MAX_WAITING) {
            sending.sink.error(new IllegalStateException("too many sends wait in line"));
        } else {
            line.add(sending);
            advance();
        }
    }

    private void takeTurn() {
        if (!inTurn) {
            inTurn = true;
            outbox.add(this);
        }
    }

    /// One send. Its publisher may call from any thread; all the rest happens on the connection's.
    private final class Sending implements CoreSubscriber<ByteBuffer> {

        private final Publisher<? extends ByteBuffer> data;
        private final MonoSink<Void> sink;
        private @Nullable Subscription subscription;
        private @Nullable ByteBuffer buffer;
        private boolean started;
        private boolean asked;
        private boolean complete;
        private boolean over;

        private Sending(Publisher<? extends ByteBuffer> data, MonoSink<Void> sink) {
            this.data = data;
            this.sink = sink;
        }

        @Override
        public Context currentContext() {
            return Context.of(sink.contextView());
        }

        private void advance() {
            if (!started) {
                started = true;
                data.subscribe(this);
            } else if (buffer != null) {
                if (credit.nextPayload(buffer.remaining()) != SendCredit.WAIT) {
                    takeTurn();
                }
            } else if (complete) {
                succeed();
            } else if (subscription != null && !asked && credit.isOpen()) {
                ask(subscription);
            }
        }

        private void ask(Subscription from) {
            if (outbox.hasRoom()) {
                asked = true;
                from.request(1);
            } else {
                takeTurn();
            }
        }

        private void succeed() {
            if (underway == 0) {
                leave();
                sink.success();
                Sender.this.advance();
            }
        }

        private void fail(Throwable why) {
            abandonPublisher();
            sink.error(why);
        }

        private void abandon() {
            if (!over) {
                abandonPublisher();
                leave();
                Sender.this.advance();
            }
        }

        private void abandonPublisher() {
            over = true;
            buffer = null;
            if (subscription != null) {
                subscription.cancel();
            }
        }

        private void leave() {
            over = true;
            line.remove(this);
        }

        @Override
        public void onSubscribe(Subscription newSubscription) {
            connection.execute(() -> {
                if (over || subscription != null) {
                    newSubscription.cancel();
                } else {
                    subscription = newSubscription;
                    advance();
                }
            });
        }

        @Override
        public void onNext(ByteBuffer next) {
            connection.execute(() -> {
                if (over) {
                    return;
                }
                if (!asked) {
                    leave();
                    fail(new IllegalStateException("the publisher gave more than it was asked for"));
                    Sender.this.advance();
                    return;
                }
                asked = false;
                buffer = next.duplicate();
                advance();
            });
        }

        @Override
        public void onError(Throwable failure) {
            connection.execute(() -> {
                if (!over) {
                    leave();
                    sink.error(failure);
                    Sender.this.advance();
                }
            });
        }

        @Override
        public void onComplete() {
            connection.execute(() -> {
                complete = true;
                if (!over && line.peek() == this) {
                    advance();
                }
            });
        }
    }
}
