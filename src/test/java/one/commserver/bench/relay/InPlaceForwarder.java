package one.commserver.bench.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

/// Frames in the buffer into which they were read: unmasked there, with a server's head in front, one behind the other,
/// so that all of one read are one slice, one write and one flush. A frame of which a part is missing is put together
/// in a buffer of its own.
///
/// How writes went shows at the clients, so nobody looks at their futures.
@SuppressWarnings("FutureReturnValueIgnored")
final class InPlaceForwarder extends Forwarder {

    private boolean upgraded;

    /// Holds the beginning of a frame.
    private @Nullable ByteBuf partial;

    /// Waits for the end of the read, so that it is written and flushed in one step.
    private @Nullable ByteBuf ready;

    InPlaceForwarder(Channel channel) {
        super(channel);
    }

    @Override
    void upgraded(ChannelHandlerContext context) {
        context.pipeline().remove(WebSocketFrameDecoder.class);
        context.pipeline().remove(WebSocketFrameEncoder.class);
        upgraded = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!upgraded || !(message instanceof ByteBuf in)) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            complete(context, in);
            if (in.isReadable()) {
                take(in);
            }
            keep(context, in);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        ByteBuf last = ready;
        if (last != null) {
            ready = null;
            Channel other = other();
            other.writeAndFlush(last, other.voidPromise());
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ReferenceCountUtil.release(partial);
        ReferenceCountUtil.release(ready);
        partial = null;
        ready = null;
    }

    /// Adds to the frame that has begun what it lacks, and no more.
    private void complete(ChannelHandlerContext context, ByteBuf in) {
        ByteBuf begun = partial;
        while (begun != null && in.isReadable()) {
            int missing = MaskedFrames.size(begun) - begun.readableBytes();
            begun = withRoom(context, begun, missing);
            begun.writeBytes(in, Math.min(missing, in.readableBytes()));
            if (begun.readableBytes() == MaskedFrames.size(begun)) {
                partial = null;
                take(begun);
                begun.release();
                return;
            }
        }
    }

    private ByteBuf withRoom(ChannelHandlerContext context, ByteBuf begun, int missing) {
        if (begun.writableBytes() >= missing) {
            return begun;
        }
        ByteBuf larger = context.alloc().directBuffer(begun.readableBytes() + missing).writeBytes(begun);
        begun.release();
        partial = larger;
        return larger;
    }

    /// Makes ready what is complete.
    private void take(ByteBuf in) {
        ByteBuf frames = MaskedFrames.turn(in, BareRelay.RECEIVING_NUMBER);
        if (frames != null) {
            Channel other = other();
            if (ready != null) {
                other.write(ready, other.voidPromise());
            }
            ready = frames;
        }
    }

    private void keep(ChannelHandlerContext context, ByteBuf in) {
        if (in.isReadable()) {
            int size = Math.max(MaskedFrames.size(in), in.readableBytes());
            partial = context.alloc().directBuffer(size).writeBytes(in);
        }
    }
}
