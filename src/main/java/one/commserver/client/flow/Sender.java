package one.commserver.client.flow;

import one.commserver.protocol.FrameHeader;

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
import java.util.concurrent.Executor;

/// The sending end of a channel: one send after another, one buffer at a time. A buffer is asked for only when there is
/// credit for it and room in the [Outbox].
///
/// Each frame is kept until the peer has confirmed it. At a break the sender stops; when it is over it sends again what
/// hasn't arrived, the same bytes in the same frames, and goes on from there.
///
/// Spec: chapter 8, flow and survival.
public final class Sender {

    /// How many sends may wait in line, and how many may wait for a confirmation.
    static final int MAX_WAITING = 64;

    /// @param end the count that has to be confirmed
    private record Mark(long end, MonoSink<Void> sink) {}

    private final Executor loop;
    private final SendCredit credit;
    private final int channel;
    private final Retention retention = new Retention();
    private final Deque<Sending> line = new ArrayDeque<>();
    private final Deque<Mark> marks = new ArrayDeque<>();
    private @Nullable Turns turns;
    private @Nullable Runnable behindAll;
    private @Nullable Throwable refusal;
    private @Nullable Throwable over;
    private long written;
    private int underway;

    /// @param loop the thread that it belongs to; never runs a task inline
    /// @param outbox where it sends until it is paused
    public Sender(Executor loop, Outbox outbox, SendCredit credit, int channel) {
        this.loop = loop;
        this.turns = new Turns(outbox);
        this.credit = credit;
        this.channel = channel;
    }

    /// Sends what the publisher has, behind earlier sends. Any thread.
    ///
    /// @return completes when all of it has left for the socket
    public Mono<Void> send(Publisher<? extends ByteBuffer> data) {
        return Mono.create(sink -> {
            Sending sending = new Sending(data, sink);
            sink.onDispose(() -> loop.execute(sending::abandon));
            loop.execute(() -> enqueue(sending));
        });
    }

    /// Waits until all frames that have left so far are confirmed. Any thread.
    public Mono<Void> confirmed() {
        return Mono.create(sink -> loop.execute(() -> mark(sink)));
    }

    /// The peer's flow frame.
    ///
    /// @throws FlowViolationException see [SendCredit#update]
    public void update(long received, long limit) {
        credit.update(received, limit);
        confirm(received);
        advance();
    }

    /// Stops until [#resume].
    public void pause() {
        turns = null;
        underway = 0;
        retention.rewind();
    }

    /// Goes on behind what the peer has received.
    ///
    /// @throws FlowViolationException if that can't be; then nothing has changed
    public void resume(Outbox outbox, long received, long limit) {
        if (!retention.endsAt(received)) {
            throw new FlowViolationException("the peer is said to have received a part of a frame");
        }
        credit.resume(received, limit);
        confirm(received);
        turns = new Turns(outbox);
        advance();
    }

    /// Takes no more sends, and runs the task when those in line are through and all is confirmed.
    public void finish(Throwable newRefusal, Runnable task) {
        refusal = newRefusal;
        behindAll = task;
        advance();
    }

    /// Takes no more sends, fails those in line, keeps nothing any longer, and runs the task of [#finish].
    public void end(Throwable why) {
        refusal = why;
        over = why;
        for (Sending sending : line) {
            sending.fail(why);
        }
        line.clear();
        retention.clear();
        marks.forEach(mark -> mark.sink.error(why));
        marks.clear();
        advance();
    }

    private @Nullable ByteBuffer next() {
        if (retention.hasAgain() && !mayGoAgain()) {
            return null;
        }
        ByteBuffer again = retention.again();
        if (again != null) {
            credit.sent(again.remaining() - FrameHeader.LENGTH);
            underway++;
            return again.duplicate();
        }
        Sending sending = line.peek();
        if (sending == null || sending.buffer == null) {
            return null;
        }
        int payload = nextPayload(sending.buffer);
        if (payload == SendCredit.WAIT) {
            return null;
        }
        ByteBuffer frame = Frames.data(channel, sending.buffer, payload);
        credit.sent(payload);
        written = credit.sentBytes();
        retention.sent(frame, written);
        underway++;
        if (!sending.buffer.hasRemaining()) {
            sending.buffer = null;
        }
        return frame.duplicate();
    }

    /// Behind a break the limit may be lower than it was when the frame was sent first.
    private boolean mayGoAgain() {
        return credit.covers(retention.againSize());
    }

    private int nextPayload(ByteBuffer buffer) {
        return retention.isFull() ? SendCredit.WAIT : credit.nextPayload(buffer.remaining());
    }

    private void advance() {
        Turns mine = turns;
        Sending sending = line.peek();
        if (sending == null && retention.isEmpty()) {
            finished();
        } else if (mine != null && retention.hasAgain()) {
            if (mayGoAgain()) {
                mine.take();
            }
        } else if (mine != null && sending != null) {
            sending.advance(mine);
        }
    }

    private void finished() {
        if (behindAll != null) {
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

    private void mark(MonoSink<Void> sink) {
        if (credit.confirmedBytes() >= written) {
            sink.success();
        } else if (over != null) {
            sink.error(over);
        } else if (marks.size() >= MAX_WAITING) {
            sink.error(new IllegalStateException("too many wait for a confirmation"));
        } else {
            Mark mark = new Mark(written, sink);
            marks.add(mark);
            sink.onDispose(() -> loop.execute(() -> marks.remove(mark)));
        }
    }

    private void confirm(long received) {
        retention.confirm(received);
        Mark first;
        while ((first = marks.peek()) != null && first.end <= received) {
            marks.remove();
            first.sink.success();
        }
    }

    /// The turns in one outbox. After a break there are others, and what these still hear is no longer true.
    private final class Turns implements Outbox.Source {

        private final Outbox outbox;
        private boolean inLine;

        private Turns(Outbox outbox) {
            this.outbox = outbox;
        }

        private void take() {
            if (!inLine) {
                inLine = true;
                outbox.add(this);
            }
        }

        @Override
        public @Nullable ByteBuffer next() {
            inLine = false;
            return turns == this ? Sender.this.next() : null;
        }

        @Override
        public void advance() {
            if (turns == this) {
                Sender.this.advance();
            }
        }

        @Override
        public void departed() {
            if (turns == this) {
                underway--;
                Sender.this.advance();
            }
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

        private void advance(Turns mine) {
            if (!started) {
                started = true;
                data.subscribe(this);
            } else if (buffer != null) {
                if (nextPayload(buffer) != SendCredit.WAIT) {
                    mine.take();
                }
            } else if (complete) {
                succeed();
            } else if (subscription != null && !asked && credit.isOpen() && !retention.isFull()) {
                ask(subscription, mine);
            }
        }

        private void ask(Subscription from, Turns mine) {
            if (mine.outbox.hasRoom()) {
                asked = true;
                from.request(1);
            } else {
                mine.take();
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
            loop.execute(() -> {
                if (over || subscription != null) {
                    newSubscription.cancel();
                } else {
                    subscription = newSubscription;
                    Sender.this.advance();
                }
            });
        }

        @Override
        public void onNext(ByteBuffer next) {
            loop.execute(() -> {
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
                Sender.this.advance();
            });
        }

        @Override
        public void onError(Throwable failure) {
            loop.execute(() -> {
                if (!over) {
                    leave();
                    sink.error(failure);
                    Sender.this.advance();
                }
            });
        }

        @Override
        public void onComplete() {
            loop.execute(() -> {
                complete = true;
                if (!over && line.peek() == this) {
                    Sender.this.advance();
                }
            });
        }
    }
}
