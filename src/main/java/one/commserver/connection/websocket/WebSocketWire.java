package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;

import one.commserver.connection.Connection;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/// A WebSocket as a connection's wire.
///
/// It stands behind a [FrameReader], which closes nothing by itself. It joins fragments up to the limits, answers
/// pings, holds to the closing handshake, and turns whatever breaks RFC 6455 into a [ConnectionEvent.Violation], after
/// which it hears nothing but a close.
public final class WebSocketWire extends ChannelInboundHandlerAdapter implements Wire {

    /// What reads its frames, as the pipeline calls it.
    public static final String READER = "frames";

    private final Channel channel;
    private final Supplier<Route> route;
    private final Reception reception;
    private final PingAnswers pings = new PingAnswers(this::writeFrame);
    private @Nullable Connection attached;
    private @Nullable ChannelHandlerContext context;
    private @Nullable FrameReader reader;
    private @Nullable WireTimers timers;
    private @Nullable Throwable cause;
    private boolean deaf;
    private boolean endsFirst;
    private boolean unreadable;
    private boolean closeSent;
    private boolean closeSeen;

    /// @param route made when somebody asks, which few do
    /// @param maxText the largest text message at first, in bytes
    /// @param maxBinary the largest binary message at first, in bytes
    public WebSocketWire(Channel channel, Supplier<Route> route, int maxText, int maxBinary) {
        this.channel = channel;
        this.route = route;
        this.reception = new Reception(this, maxText, maxBinary);
    }

    /// Whom to tell. Before the wire is put into the pipeline; binary messages become events of the chain.
    public void attach(Connection connection) {
        attach(
                connection,
                TrafficListener.NONE,
                message -> {
                    try {
                        connection.incoming(new ConnectionEvent.Binary(Frames.copyOf(message)));
                    } finally {
                        message.release();
                    }
                });
    }

    /// Whom to tell, with binary messages going past the chain.
    public void attach(Connection connection, TrafficListener newTraffic, BinaryReceiver newBinaryReceiver) {
        attached = connection;
        reception.attach(newTraffic, newBinaryReceiver);
    }

    /// Lets all messages go past the chain from now on: texts that are UTF-8, undecoded, and binary ones. On the wire's
    /// thread.
    public void bypass(BinaryReceiver texts, BinaryReceiver binaries) {
        reception.bypass(texts, binaries);
    }

    /// Puts what reads its frames in the place of the decoder that the handshake has installed. On the wire's thread.
    ///
    /// @param masked whether frames must be masked: those of clients must, those of servers must not
    public void readFrames(ChannelPipeline pipeline, boolean masked) {
        reader = new FrameReader(reception, masked, reception.maxBytes());
        // RFC 6455, 7.1.1: the server ends the socket, the client waits for it
        endsFirst = masked;
        pipeline.replace(pipeline.context(WebSocketFrameDecoder.class).name(), READER, reader);
    }

    /// Allows other sizes: the next message's. On the wire's thread.
    public void allow(int maxText, int maxBinary) {
        reception.allow(maxText, maxBinary);
        if (reader != null) {
            reader.allow(reception.maxBytes());
        }
    }

    /// A buffer to write a message into.
    public ByteBuf allocate(int bytes) {
        return channel.alloc().buffer(bytes);
    }

    /// Lets acknowledgements of what comes in wait for a moment, as is usual between two who answer each other. Where a
    /// client only sends, Linux leaves that when it pauses, and acknowledges each message by a packet of its own: an
    /// eighth of all that relaying it takes. It may leave it again. On the wire's thread.
    public void acknowledgeTogether() {
        if (channel.isOpen()) {
            var _ = channel.config().setOption(EpollChannelOption.TCP_QUICKACK, false);
        }
    }

    /// Writes frames that have their heads ([ServerFrame]) already, and takes them over; they leave with the next
    /// flush. On the wire's thread.
    public void writeFrames(ByteBuf frames) {
        if (context != null && !closeSent) {
            var _ = context.write(frames, context.voidPromise());
        } else {
            frames.release();
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException stopped) {
            // The event loop has ended, and with it every connection of it: what still comes has nobody to race with.
            GlobalEventExecutor.INSTANCE.execute(task);
        }
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        if (isOwnThread()) {
            timers().schedule(delay, task);
        } else {
            execute(() -> timers().schedule(delay, task));
        }
    }

    /// Most wires need none as long as they are idle.
    private WireTimers timers() {
        WireTimers made = timers;
        if (made == null) {
            made = new WireTimers(channel);
            timers = made;
        }
        return made;
    }

    @Override
    public boolean isOwnThread() {
        return channel.eventLoop().inEventLoop();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public Route route() {
        return route.get();
    }

    @Override
    public void write(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Closing(CloseStatus status)) {
            sendClose(status);
        } else {
            writeFrame(Frames.of(event, channel.alloc()));
        }
    }

    @Override
    public void flush() {
        if (context != null) {
            context.flush();
            reception.flushed();
        }
    }

    @Override
    public void close(CloseStatus status, Duration patience) {
        sendClose(status);
        flush();
        if (closeSeen) {
            SocketEnd.whenFlushed(channel);
            return;
        }
        if (unreadable && endsFirst) {
            SocketEnd.ofSending(channel);
        }
        schedule(patience, () -> SocketEnd.cut(channel));
    }

    @Override
    public void terminate(CloseStatus status) {
        sendClose(status);
        flush();
        SocketEnd.cut(channel);
    }

    @Override
    public void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public void deafen() {
        deaf = true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (!channel.isOpen()) {
            execute(() -> connection().lost(null));
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseHeld();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof WebSocketFrame frame)) {
            ctx.fireChannelRead(message);
            return;
        }
        if (closeSeen || (deaf && !(frame instanceof CloseWebSocketFrame))) {
            frame.release();
            return;
        }
        reception.came(frame.content().readableBytes());
        handle(frame);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (reception.endBurst()) {
            flush();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            if (pings.writable()) {
                flush();
            }
            connection().writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            unreadable = true;
            violation(Frames.codeOf(corrupted));
            if (closeSent && endsFirst) {
                SocketEnd.ofSending(channel);
            }
            return;
        }
        cause = failure;
        if (failure instanceof IOException || failure instanceof CodecException) {
            SocketEnd.cut(channel);
        } else {
            connection().failed(failure);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releaseHeld();
        if (timers != null) {
            timers.cancel();
        }
        connection().lost(cause);
        ctx.fireChannelInactive();
    }

    private void handle(WebSocketFrame frame) {
        switch (frame) {
            case PingWebSocketFrame ping -> pings.asked(ping, channel.isWritable());
            case PongWebSocketFrame pong -> pong(pong);
            case CloseWebSocketFrame close -> closeSeen(close);
            case TextWebSocketFrame text -> reception.message(text);
            case BinaryWebSocketFrame binary -> reception.message(binary);
            case ContinuationWebSocketFrame more -> reception.message(more);
            default -> {
                frame.release();
                violation(ErrorCode.WEBSOCKET_VIOLATION);
            }
        }
    }

    private void releaseHeld() {
        reception.release();
        pings.release();
    }

    private void pong(PongWebSocketFrame pong) {
        ByteBuf content = pong.content();
        try {
            if (content.readableBytes() == Long.BYTES) {
                connection().incoming(new ConnectionEvent.Pong(content.readLong()));
            }
        } finally {
            pong.release();
        }
    }

    private void closeSeen(CloseWebSocketFrame close) {
        CloseStatus status;
        try {
            status = Frames.statusOf(close);
        } finally {
            close.release();
        }
        closeSeen = true;
        connection().incoming(new ConnectionEvent.Closing(status));
        sendClose(status);
        flush();
        SocketEnd.whenFlushed(channel);
    }

    /// The other side has broken a rule: nothing but a close is heard from now on. On the wire's thread.
    public void violation(ErrorCode code) {
        if (!deaf && !closeSeen) {
            deaf = true;
            connection().incoming(new ConnectionEvent.Violation(code));
        }
    }

    private void sendClose(CloseStatus status) {
        if (!closeSent) {
            writeFrame(Frames.close(status));
            closeSent = true;
        }
    }

    /// Nothing leaves behind a close frame.
    private void writeFrame(WebSocketFrame frame) {
        if (context != null && !closeSent) {
            var _ = context.write(frame, context.voidPromise());
        } else {
            frame.release();
        }
    }

    /// Whether what comes in now is dropped.
    boolean hearsNothing() {
        return closeSeen || deaf;
    }

    Connection connection() {
        if (attached == null) {
            throw new IllegalStateException("the wire is not attached to a connection");
        }
        return attached;
    }
}
