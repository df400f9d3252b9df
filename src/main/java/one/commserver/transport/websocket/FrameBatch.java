package one.commserver.transport.websocket;

import io.netty.buffer.ByteBuf;

import one.commserver.connection.websocket.ServerFrame;
import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameOutlet.Kind;
import one.commserver.transport.FrameRoute;

import org.jspecify.annotations.Nullable;

/// What one read has brought for one route, moved together in the place where it was read: each frame gets the head
/// that it leaves with, and follows the one before it. So they are queued, written and accounted for at once. On the
/// sending link's thread.
final class FrameBatch {

    private @Nullable FrameRoute route;
    private @Nullable ByteBuf read;
    private Kind kind = Kind.FRAME;
    private int start;
    private int end;
    private int count;
    private int size;

    /// Adds a message that its route has admitted.
    ///
    /// @param from where it was read
    /// @param payload where its payload begins, behind a client's head
    /// @param newSize as it was admitted, in bytes
    void add(Kind newKind, FrameRoute to, ByteBuf from, int payload, int length, int newSize) {
        FrameOutlet outlet = to.outlet();
        if (!outlet.takesBatches()) {
            settle();
            single(outlet, newKind, to, from.retainedSlice(payload, length));
            return;
        }
        int head = payload - ServerFrame.headLength(length);
        int bytes = payload + length - head;
        ServerFrame.setHead(from, head, newKind == Kind.TEXT, length);
        if (isGoingOn(newKind, to, from)) {
            if (head != end) {
                from.setBytes(end, from, head, bytes);
            }
        } else {
            settle();
            kind = newKind;
            route = to;
            read = from;
            start = head;
            end = head;
        }
        end += bytes;
        count++;
        size += newSize;
    }

    /// Lets what there is go where it is to leave.
    void settle() {
        FrameRoute to = route;
        ByteBuf from = read;
        if (to == null || from == null) {
            return;
        }
        int frameCount = count;
        int frameSize = size;
        route = null;
        read = null;
        count = 0;
        size = 0;
        FrameOutlet outlet = to.outlet();
        ByteBuf frames;
        try {
            frames = part(from, start, end - start, outlet.isClear());
        } catch (RuntimeException | Error noMemory) {
            to.discarded(frameSize, frameCount);
            throw noMemory;
        }
        outlet.batch(kind, frames, frameCount, frameSize, to);
    }

    /// A slice keeps all that was read with it. Where it leaves at once it may be half of that; where it may have to
    /// wait, it is most of it, since what waits must not take much more memory than is counted for it. Otherwise it is
    /// copied.
    private static ByteBuf part(ByteBuf from, int start, int bytes, boolean leavesAtOnce) {
        long whole = from.capacity();
        boolean isEnough = leavesAtOnce ? 2L * bytes >= whole : 8L * bytes >= 7 * whole;
        return isEnough ? from.retainedSlice(start, bytes) : from.alloc().buffer(bytes).writeBytes(from, start, bytes);
    }

    @SuppressWarnings("ReferenceEquality") // the very same route and the very same read
    private boolean isGoingOn(Kind newKind, FrameRoute to, ByteBuf from) {
        return to == route && from == read && newKind == kind;
    }

    private static void single(FrameOutlet outlet, Kind kind, FrameRoute route, ByteBuf message) {
        if (kind == Kind.FRAME) {
            outlet.forward(message, route);
        } else {
            outlet.message(kind, message, route);
        }
    }
}
