package one.commserver.transport.websocket;

import io.netty.buffer.ByteBuf;

import one.commserver.connection.websocket.WebSocketWire;
import one.commserver.transport.FrameOutlet.Kind;
import one.commserver.transport.FrameRoute;
import one.commserver.wire.Departure;

import java.util.function.IntConsumer;

/// Frames of one route that wait for their turn at a socket, each with its head. It owns the buffer.
final class QueuedFrames implements Departure {

    private final ByteBuf frames;
    private final Kind kind;
    private final int count;
    private final int size;
    private final FrameRoute route;
    private final LinkTraffic traffic;
    private final WebSocketWire wire;
    private final IntConsumer left;

    /// @param count how many there are
    /// @param size as their route has admitted them, in bytes
    /// @param left is told that size once they are written
    QueuedFrames(
            ByteBuf frames,
            Kind kind,
            int count,
            int size,
            FrameRoute route,
            LinkTraffic traffic,
            WebSocketWire wire,
            IntConsumer left) {
        this.frames = frames;
        this.kind = kind;
        this.count = count;
        this.size = size;
        this.route = route;
        this.traffic = traffic;
        this.wire = wire;
        this.left = left;
    }

    /// Whether its route is dropped, and it with it.
    boolean isDropped() {
        return route.isDropped();
    }

    @Override
    public int bytes() {
        return size;
    }

    @Override
    public void depart() {
        if (route.isDropped()) {
            drop();
            return;
        }
        route.passedOn(size, count);
        traffic.out(count, kind.bytes(size, count));
        wire.writeFrames(frames);
        left.accept(size);
    }

    @Override
    public void drop() {
        route.discarded(size, count);
        frames.release();
    }
}
