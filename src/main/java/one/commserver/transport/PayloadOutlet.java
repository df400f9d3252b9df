package one.commserver.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import one.commserver.connection.websocket.ServerFrame;
import one.commserver.protocol.FrameHeader;

import java.nio.ByteBuffer;

/// Where frames and messages leave that don't go to a socket of this node: their payload is taken over as bytes.
public abstract class PayloadOutlet implements FrameOutlet {

    @Override
    public final void forward(ByteBuf frame, FrameRoute route) {
        take(Kind.FRAME, frame.skipBytes(FrameHeader.LENGTH), route);
    }

    @Override
    public final void message(Kind kind, ByteBuf content, FrameRoute route) {
        take(kind, content, route);
    }

    @Override
    public final boolean takesBatches() {
        return false;
    }

    /// Nobody has any for it.
    @Override
    public final void batch(Kind kind, ByteBuf frames, int count, int size, FrameRoute route) {
        route.discarded(size, count);
        frames.release();
    }

    private void take(Kind kind, ByteBuf content, FrameRoute route) {
        try {
            payload(kind, content.nioBuffer(), kind.weight(content.readableBytes()), route);
        } finally {
            content.release();
        }
    }

    /// Queues what doesn't come from a socket of this node where a route leads. Any thread.
    ///
    /// @param payload is copied
    public static void forward(Kind kind, ByteBuffer payload, FrameRoute route) {
        FrameOutlet outlet = route.outlet();
        if (kind == Kind.CLOSE || !outlet.takesBatches()) {
            outlet.message(kind, buffer(payload.remaining()).writeBytes(payload.duplicate()), route);
            return;
        }
        int length = kind == Kind.FRAME ? FrameHeader.LENGTH + payload.remaining() : payload.remaining();
        int head = ServerFrame.headLength(length);
        ByteBuf frame = buffer(head + length).writerIndex(head);
        ServerFrame.setHead(frame, 0, kind == Kind.TEXT, length);
        if (kind == Kind.FRAME) {
            frame.writeByte(FrameHeader.DATA).writeInt(route.channel());
        }
        frame.writeBytes(payload.duplicate());
        outlet.batch(kind, frame, 1, kind.weight(payload.remaining()), route);
    }

    private static ByteBuf buffer(int bytes) {
        return ByteBufAllocator.DEFAULT.ioBuffer(bytes);
    }

    /// Takes a payload over. On the thread that has admitted it.
    ///
    /// @param payload is valid during the call only
    /// @param size as the route counts it
    protected abstract void payload(Kind kind, ByteBuffer payload, int size, FrameRoute route);

    /// What was given to this isn't here any more.
    @Override
    public final void purge() {
        // nothing waits here
    }
}
