package one.commserver.transport;

import io.netty.buffer.ByteBuf;

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

    @Override
    public final boolean isClear() {
        return true;
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

    /// Nothing comes from one node and goes to another.
    @Override
    public final void copy(Kind kind, ByteBuffer payload, FrameRoute route) {
        route.discarded(kind.weight(payload.remaining()), 1);
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
