package one.commserver.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import one.commserver.protocol.FrameHeader;

import java.nio.ByteBuffer;

/// Where frames leave that don't go to a socket of this node: their payload is taken over as bytes.
public abstract class PayloadOutlet implements FrameOutlet {

    @Override
    public final void forward(ByteBuf frame, FrameRoute route) {
        try {
            int length = frame.readableBytes();
            payload(
                    frame.nioBuffer(frame.readerIndex() + FrameHeader.LENGTH, length - FrameHeader.LENGTH),
                    length,
                    route);
        } finally {
            frame.release();
        }
    }

    /// Queues a data frame that doesn't come from a socket of this node where a route leads. Any thread.
    ///
    /// @param payload is copied
    public static void forward(ByteBuffer payload, FrameRoute route) {
        ByteBuf frame =
                ByteBufAllocator.DEFAULT
                        .ioBuffer(FrameHeader.LENGTH + payload.remaining())
                        .writeByte(FrameHeader.DATA)
                        .writeInt(route.channel())
                        .writeBytes(payload.duplicate());
        route.outlet().forward(frame, route);
    }

    /// Takes a frame over. On the thread that has admitted it.
    ///
    /// @param payload is valid during the call only
    /// @param size of the frame in bytes, header included, as the route counts it
    protected abstract void payload(ByteBuffer payload, int size, FrameRoute route);

    /// What was given to this isn't here any more.
    @Override
    public final void purge() {
        // nothing waits here
    }
}
