package one.commserver.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

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
        if (kind == Kind.FRAME) {
            ByteBuf frame =
                    buffer(FrameHeader.LENGTH + payload.remaining())
                            .writeByte(FrameHeader.DATA)
                            .writeInt(route.channel())
                            .writeBytes(payload.duplicate());
            route.outlet().forward(frame, route);
        } else {
            route.outlet().message(kind, buffer(payload.remaining()).writeBytes(payload.duplicate()), route);
        }
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
