package one.commserver.transport.websocket;

import io.netty.buffer.ByteBuf;

import one.commserver.connection.Connection;
import one.commserver.connection.websocket.ServerFrame;
import one.commserver.connection.websocket.WebSocketWire;
import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameRoute;
import one.commserver.wire.Departure;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// What leaves through one link's socket, whatever the dialect: it waits in the connection's queue, with its head, and
/// is dropped with its route.
///
/// Frames of the native dialect and messages of another one aren't joined with each other, so each kind of outlet
/// discards what isn't its own.
abstract class SocketOutlet implements FrameOutlet {

    final Connection connection;
    final WebSocketWire wire;
    final LinkTraffic traffic;
    private final AtomicBoolean purgeWaits = new AtomicBoolean();

    SocketOutlet(Connection connection, WebSocketWire wire, LinkTraffic traffic) {
        this.connection = connection;
        this.wire = wire;
        this.traffic = traffic;
    }

    /// Whether this kind leaves here.
    abstract boolean carries(Kind kind);

    /// So much has been written, as its route has admitted it. On the link's thread.
    abstract void left(int size);

    @Override
    public final boolean takesBatches() {
        return true;
    }

    @Override
    public final boolean isClear() {
        return connection.isClear();
    }

    @Override
    public final void batch(Kind kind, ByteBuf frames, int count, int size, FrameRoute route) {
        if (carries(kind)) {
            connection.queue(new Frames(frames, kind, count, size, route));
        } else {
            route.discarded(size, count);
            frames.release();
        }
    }

    /// Queues one message.
    ///
    /// @param size as its route has admitted it, in bytes
    /// @param frame makes it, with its head
    final void single(Kind kind, int size, FrameRoute route, Supplier<ByteBuf> frame) {
        batch(kind, made(size, route, frame), 1, size, route);
    }

    /// Makes what one message leaves as. If there is no memory for it, its route hears that it is gone.
    ///
    /// @param size as its route has admitted it, in bytes
    static ByteBuf made(int size, FrameRoute route, Supplier<ByteBuf> maker) {
        try {
            return maker.get();
        } catch (RuntimeException | Error noMemory) {
            route.discarded(size, 1);
            throw noMemory;
        }
    }

    /// A buffer to write a whole message into, behind its head.
    final ByteBuf allocateHeaded(boolean text, int length) {
        int head = ServerFrame.headLength(length);
        ByteBuf frame = wire.allocate(head + length).writerIndex(head);
        ServerFrame.setHead(frame, 0, text, length);
        return frame;
    }

    /// Puts the head of a whole message before it, in a buffer of its own.
    ///
    /// @param message is taken over and released
    final ByteBuf headed(boolean text, ByteBuf message) {
        try {
            return allocateHeaded(text, message.readableBytes()).writeBytes(message);
        } finally {
            message.release();
        }
    }

    /// Looks through all that waits, so one look serves all routes that are dropped until then.
    @Override
    public final void purge() {
        if (purgeWaits.compareAndSet(false, true)) {
            connection.execute(() -> {
                purgeWaits.set(false);
                connection.dropQueued(waiting -> waiting instanceof Routed routed && routed.route().isDropped());
            });
        }
    }

    /// What leaves for a route, or is dropped with it.
    abstract static class Routed implements Departure {

        private final FrameRoute route;

        Routed(FrameRoute route) {
            this.route = route;
        }

        final FrameRoute route() {
            return route;
        }

        @Override
        public final void depart() {
            if (route.isDropped()) {
                drop();
            } else {
                leave();
            }
        }

        /// Its turn has come, and its route is there.
        abstract void leave();
    }

    /// Frames that wait for their turn; they own the buffer.
    private final class Frames extends Routed {

        private final ByteBuf frames;
        private final Kind kind;
        private final int count;
        private final int size;

        private Frames(ByteBuf frames, Kind kind, int count, int size, FrameRoute route) {
            super(route);
            this.frames = frames;
            this.kind = kind;
            this.count = count;
            this.size = size;
        }

        @Override
        public int bytes() {
            return size;
        }

        @Override
        void leave() {
            route().passedOn(size, count);
            traffic.out(count, kind.bytes(size, count));
            wire.writeFrames(frames);
            left(size);
        }

        @Override
        public void drop() {
            route().discarded(size, count);
            frames.release();
        }
    }
}
