package one.commserver.transport;

import io.netty.buffer.ByteBuf;

import java.nio.ByteBuffer;

/// Where frames leave for a client that is away: they don't.
final class Nowhere implements FrameOutlet {

    @Override
    public void forward(ByteBuf frame, FrameRoute route) {
        route.discarded(frame.readableBytes(), 1);
        frame.release();
    }

    @Override
    public void message(Kind kind, ByteBuf content, FrameRoute route) {
        route.discarded(kind.weight(content.readableBytes()), 1);
        content.release();
    }

    @Override
    public boolean takesBatches() {
        return false;
    }

    @Override
    public boolean isClear() {
        return true;
    }

    @Override
    public void batch(Kind kind, ByteBuf frames, int count, int size, FrameRoute route) {
        route.discarded(size, count);
        frames.release();
    }

    @Override
    public void copy(Kind kind, ByteBuffer payload, FrameRoute route) {
        route.discarded(kind.weight(payload.remaining()), 1);
    }

    @Override
    public void flow(FlowUpdate update) {
        update.leaving();
    }

    @Override
    public void purge() {
        // nothing waits here
    }
}
