package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import org.jspecify.annotations.Nullable;

/// Reads frames where they lie in what the socket has given. A message of one frame is unmasked there and offered to a
/// [FrameSink] in its place; what that doesn't take goes on through the pipeline as a frame of its own, copied, so that
/// nobody who keeps a few bytes keeps all that was read with them.
///
/// A frame that isn't complete is kept, with memory for what has come of it and not for what it promises. It is refused
/// by its head when it is too large. Where a rule of RFC 6455 is broken, the pipeline gets a
/// [CorruptedWebSocketFrameException], and whatever comes behind is dropped; closing is left to others.
final class FrameReader extends ChannelInboundHandlerAdapter {

    private static final int SMALLEST_KEPT = 256;

    /// So many times as much memory as has come is taken for a frame that has begun: it needn't grow where most of it
    /// comes with the next read, and nobody gets much for a promise.
    private static final int AHEAD = 4;

    private final FrameSink sink;
    private final FrameHead head;
    private @Nullable ByteBuf begun;
    private boolean corrupt;

    /// @param masked whether frames must be masked: those of clients must, those of servers must not
    /// @param maxFrame the largest payload, in bytes
    FrameReader(FrameSink sink, boolean masked, int maxFrame) {
        this.sink = sink;
        this.head = new FrameHead(masked, maxFrame);
    }

    /// Allows other sizes from the next message on. On the channel's event loop.
    void allow(int maxFrame) {
        head.allow(maxFrame);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf read)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            if (!corrupt && (begun == null || complete(context, begun, read))) {
                frames(context, read);
            }
        } catch (CorruptedWebSocketFrameException broken) {
            corrupt = true;
            drop();
            sink.settle();
            context.fireExceptionCaught(broken);
        } catch (RuntimeException | Error failure) {
            // what is missing now can't be made up for
            corrupt = true;
            drop();
            throw failure;
        } finally {
            settleAndRelease(read);
        }
    }

    /// Also when the channel has closed, which empties its pipeline.
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        drop();
    }

    private void frames(ChannelHandlerContext context, ByteBuf read) {
        while (head.read(read, read.readerIndex(), read.readableBytes())
                && read.readableBytes() >= head.frameLength()) {
            int payload = read.readerIndex() + head.length();
            read.skipBytes(head.frameLength());
            frame(context, read, payload);
        }
        if (read.isReadable() && !context.isRemoved()) {
            int there = read.readableBytes();
            int size = head.isKnown() ? ahead(there, there) : 0;
            begun = context.alloc().buffer(Math.max(SMALLEST_KEPT, size)).writeBytes(read);
        }
    }

    /// Adds to a frame that has begun with an earlier read.
    ///
    /// @return whether it is complete, and handled
    private boolean complete(ChannelHandlerContext context, ByteBuf kept, ByteBuf read) {
        while (!head.read(kept, kept.readerIndex(), kept.readableBytes())) {
            if (!read.isReadable()) {
                return false;
            }
            kept.writeByte(read.readByte());
        }
        int missing = head.frameLength() - kept.readableBytes();
        int there = Math.min(missing, read.readableBytes());
        grow(kept, kept.writerIndex() + there);
        kept.writeBytes(read, there);
        if (kept.readableBytes() < head.frameLength()) {
            return false;
        }
        begun = null;
        try {
            frame(context, kept, kept.readerIndex() + head.length());
        } finally {
            settleAndRelease(kept);
        }
        return true;
    }

    private void settleAndRelease(ByteBuf done) {
        try {
            sink.settle();
        } finally {
            done.release();
        }
    }

    /// Makes room for what has come, and for no more than the frame, so that the whole of it takes what it counts.
    private void grow(ByteBuf kept, int needed) {
        if (needed > kept.capacity()) {
            kept.capacity(ahead(kept.readableBytes(), needed));
        }
    }

    private int ahead(int there, int needed) {
        return (int) Math.min(head.frameLength(), Math.max(needed, (long) AHEAD * there));
    }

    /// Handles the frame that the head is of.
    private void frame(ChannelHandlerContext context, ByteBuf read, int payload) {
        int length = head.payloadLength();
        head.unmask(read, payload);
        head.next();
        if (!(head.isWholeMessage() && sink.inPlace(head.opcode() == FrameHead.TEXT, read, payload, length))) {
            sink.settle();
            ByteBuf content = context.alloc().buffer(length).writeBytes(read, payload, length);
            context.fireChannelRead(frame(head.opcode(), head.isFinal(), content));
        }
    }

    private static WebSocketFrame frame(int opcode, boolean last, ByteBuf content) {
        return switch (opcode) {
            case FrameHead.TEXT -> new TextWebSocketFrame(last, 0, content);
            case FrameHead.BINARY -> new BinaryWebSocketFrame(last, 0, content);
            case FrameHead.PING -> new PingWebSocketFrame(content);
            case FrameHead.PONG -> new PongWebSocketFrame(content);
            case FrameHead.CLOSE -> close(content);
            default -> new ContinuationWebSocketFrame(last, 0, content);
        };
    }

    private static WebSocketFrame close(ByteBuf content) {
        try {
            FrameHead.checkClose(content);
        } catch (CorruptedWebSocketFrameException broken) {
            content.release();
            throw broken;
        }
        return new CloseWebSocketFrame(true, 0, content);
    }

    private void drop() {
        if (begun != null) {
            begun.release();
            begun = null;
        }
    }
}
