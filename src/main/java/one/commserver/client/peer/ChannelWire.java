package one.commserver.client.peer;

import one.commserver.client.Channel;
import one.commserver.client.encryption.EncryptionException;
import one.commserver.connection.Connection;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Wire;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A channel as a connection's wire: one event is one frame's payload, either way. Its thread is a worker of the
/// parallel scheduler, so that encrypting doesn't hold up the link.
///
/// What was written and not taken by the channel is bounded by [#HIGH_WATER] and one message; what has come and waits
/// by [#AHEAD] frames, and once the channel has ended by its window.
final class ChannelWire implements Wire {

    /// Beyond this many bytes the wire takes no more: some records ahead of the channel's asking.
    static final int HIGH_WATER = 64 * 1024;

    /// How many frames may wait here when reading is off.
    static final int AHEAD = 16;

    private final Channel channel;
    private final Route route;
    private final Consumer<EncryptionException> refused;
    private final Scheduler.Worker worker = Schedulers.parallel().createWorker();

    /// Forgotten when the wire is gone: each holds the whole connection.
    private final Disposable.Composite timers = Disposables.composite();

    private final Outlet outlet = new Outlet();
    private final Inlet inlet = new Inlet();
    private final Queue<ByteBuffer> leaving = new ArrayDeque<>();
    private final Queue<ByteBuffer> arrived = new ArrayDeque<>();
    private String reason = "closed";
    private @Nullable Connection attached;
    private @Nullable Throwable cause;
    private volatile long runningThread = -1;
    private int leavingBytes;
    private boolean reading = true;
    private boolean deaf;
    private boolean closing;
    private boolean endSeen;
    private boolean allSent;
    private boolean channelEnded;
    private boolean gone;

    /// @param refused told of what came and wasn't taken; ends the connection
    ChannelWire(Channel channel, Route route, Consumer<EncryptionException> refused) {
        this.channel = channel;
        this.route = route;
        this.refused = refused;
    }

    /// Whom to tell. Before anything else.
    void attach(Connection connection) {
        attached = connection;
    }

    /// Starts to send and to receive. On the wire's thread, once.
    void start() {
        channel.send(outlet).subscribe(nothing -> {}, failure -> execute(this::outletEnded), () -> execute(this::sent));
        channel.receive().subscribe(inlet);
    }

    /// What the peer reads when this end closes the channel.
    void reason(String word) {
        reason = word;
    }

    /// The peer will send nothing more: this end closes the channel when all has left.
    void endSeen() {
        endSeen = true;
        if (allSent) {
            closeChannel();
        }
    }

    @Override
    public void execute(Runnable task) {
        var _ = worker.schedule(() -> run(task));
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        Disposable.Swap timer = Disposables.swap();
        Runnable unlessGone =
                () -> {
                    timers.remove(timer);
                    if (!gone) {
                        task.run();
                    }
                };
        if (timers.add(timer)) {
            timer.update(worker.schedule(() -> run(unlessGone), delay.toNanos(), TimeUnit.NANOSECONDS));
        }
    }

    private void run(Runnable task) {
        runningThread = Thread.currentThread().threadId();
        try {
            task.run();
            // Plugins write by themselves and have no way to flush.
            flush();
        } catch (RuntimeException failure) {
            connection().failed(failure);
        } finally {
            runningThread = -1;
        }
    }

    @Override
    public boolean isOwnThread() {
        return Thread.currentThread().threadId() == runningThread;
    }

    @Override
    public boolean isWritable() {
        return !gone && !closing && leavingBytes < HIGH_WATER;
    }

    @Override
    public void write(ConnectionEvent event) {
        if (gone || closing) {
            return;
        }
        if (!(event instanceof ConnectionEvent.Binary(ByteBuffer data))) {
            throw new IllegalStateException("a channel carries bytes only");
        }
        leaving.add(data);
        leavingBytes += data.remaining();
    }

    @Override
    public void flush() {
        outlet.pump();
    }

    @Override
    public void close(CloseStatus status, Duration patience) {
        closing = true;
        flush();
        if (!endSeen) {
            schedule(patience, () -> terminate(status));
        }
    }

    @Override
    public void terminate(CloseStatus status) {
        if (!gone) {
            closing = true;
            leaving.clear();
            flush();
            closeChannel();
            lost();
        }
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        if (on) {
            execute(this::take);
        }
    }

    @Override
    public void deafen() {
        deaf = true;
    }

    @Override
    public Route route() {
        return route;
    }

    /// All that was to be sent has left for the server.
    private void sent() {
        allSent = true;
        if (endSeen) {
            closeChannel();
        }
    }

    /// The channel takes nothing more; what has come is still read.
    private void outletEnded() {
        closing = true;
        leaving.clear();
    }

    private void closeChannel() {
        channel.close(reason).subscribe(end -> {}, failure -> {});
    }

    private void take() {
        while ((reading || channelEnded) && !gone && !arrived.isEmpty()) {
            ByteBuffer frame = arrived.remove();
            inlet.request(1);
            if (!deaf) {
                deliver(frame);
            }
        }
        if (channelEnded && arrived.isEmpty() && !gone) {
            lost();
        }
    }

    private void deliver(ByteBuffer frame) {
        connection().touched();
        try {
            connection().incoming(new ConnectionEvent.Binary(frame));
        } catch (EncryptionException failure) {
            deaf = true;
            refused.accept(failure);
        }
    }

    private void lost() {
        gone = true;
        timers.dispose();
        leaving.clear();
        arrived.clear();
        inlet.cancel();
        if (!allSent) {
            connection().truncated();
        }
        connection().lost(cause);
    }

    private Connection connection() {
        if (attached == null) {
            throw new IllegalStateException("the wire is not attached to a connection");
        }
        return attached;
    }

    /// What goes into the channel, when it asks for it.
    private final class Outlet implements Publisher<ByteBuffer>, Subscription {

        private @Nullable Subscriber<? super ByteBuffer> subscriber;
        private long demand;
        private boolean complete;

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> newSubscriber) {
            newSubscriber.onSubscribe(this);
            execute(() -> {
                subscriber = newSubscriber;
                pump();
            });
        }

        private void pump() {
            if (subscriber == null || complete) {
                return;
            }
            while (demand > 0 && !leaving.isEmpty()) {
                ByteBuffer next = leaving.remove();
                leavingBytes -= next.remaining();
                demand--;
                subscriber.onNext(next);
            }
            if (closing && leaving.isEmpty()) {
                complete = true;
                subscriber.onComplete();
            }
        }

        @Override
        public void request(long more) {
            execute(() -> {
                demand += more;
                pump();
                if (isWritable()) {
                    connection().writable();
                }
            });
        }

        @Override
        public void cancel() {
            execute(ChannelWire.this::outletEnded);
        }
    }

    /// What comes out of the channel, some frames ahead.
    private final class Inlet extends BaseSubscriber<ByteBuffer> {

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(AHEAD);
        }

        @Override
        protected void hookOnNext(ByteBuffer frame) {
            execute(() -> {
                if (!gone) {
                    arrived.add(frame);
                    take();
                }
            });
        }

        @Override
        protected void hookOnComplete() {
            execute(() -> ended(null));
        }

        @Override
        protected void hookOnError(Throwable failure) {
            execute(() -> ended(failure));
        }

        private void ended(@Nullable Throwable failure) {
            channelEnded = true;
            cause = failure;
            take();
        }
    }
}
