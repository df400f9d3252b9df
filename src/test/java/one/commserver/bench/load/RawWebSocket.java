package one.commserver.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslContext;

import one.commserver.bench.machine.Sockets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The client's end of a WebSocket with as little between it and the socket as there can be, so that the generator is
/// not what gets measured. It knows what servers of ours send: whole frames without extensions. On its event loop
/// only.
///
/// What fails shows in [Listener#ended], so nobody looks at the futures of writes.
@SuppressWarnings("FutureReturnValueIgnored")
public final class RawWebSocket extends ByteToMessageDecoder {

    /// Any but zero, which would spare the server the unmasking.
    static final int MASK = 0x5A3C96E1;

    /// The first byte of a frame that is a whole message of bytes.
    public static final int BINARY = 0x82;

    /// The first byte of a frame that is a whole text.
    public static final int TEXT = 0x81;

    /// The first byte of a ping.
    public static final int PING = 0x89;

    private static final int CLOSE = 0x88;

    /// The first byte of a frame that answers a ping.
    public static final int PONG = 0x8A;

    private static final int MASKED = 0x80;

    /// What a length stands for that stands in 2 bytes behind, and in 8 bytes.
    private static final int IN_TWO_BYTES = 126;

    private static final int IN_EIGHT_BYTES = 127;
    private static final int MAX_HEAD = 14;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int READ_AT_ONCE = 64 * 1024;
    private static final int NORMAL_CLOSURE = 1000;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final String path;
    private final String subprotocol;
    private final Target target;
    private Listener listener;
    private Channel channel;
    private boolean upgraded;
    private boolean over;
    private long arrived;

    /// Gets what comes in, on the event loop.
    public interface Listener {

        /// The upgrade is done.
        default void opened(RawWebSocket socket) {}

        /// A text frame came.
        default void text(String text) {
            throw new IllegalStateException("unexpected: " + text);
        }

        /// A binary frame came.
        ///
        /// @param arrived when it was read, by [System#nanoTime]
        default void binary(ByteBuf bytes, int start, int length, long arrived) {
            throw new IllegalStateException("unexpected binary frame");
        }

        /// Nothing more is there at the moment.
        default void readComplete() {}

        /// It is over, for this or another reason. Called once.
        void ended(Throwable reason);
    }

    private RawWebSocket(Target target, String path, String subprotocol, Listener listener) {
        this.target = target;
        this.path = path;
        this.subprotocol = subprotocol;
        this.listener = listener;
    }

    /// Dials; the listener hears of the outcome.
    public static void dial(EventLoop loop, InetSocketAddress server, String path, Listener listener) {
        dial(loop, Target.of(server), path, "", listener);
    }

    /// Dials and asks for a subprotocol, unless that is empty; the listener hears of the outcome.
    public static void dial(EventLoop loop, Target target, String path, String subprotocol, Listener listener) {
        SslContext tls = target.tls();
        new Bootstrap()
                .group(loop)
                .channel(Sockets.client())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_AT_ONCE))
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel dialled) {
                                if (tls != null) {
                                    dialled.pipeline().addLast(tls.newHandler(dialled.alloc()));
                                }
                                dialled.pipeline().addLast(new RawWebSocket(target, path, subprotocol, listener));
                            }
                        })
                .connect(target.server(), target.from() == null ? null : new InetSocketAddress(target.from(), 0))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        listener.ended(connected.cause());
                    }
                });
    }

    /// Who gets what comes from now on.
    public void listen(Listener next) {
        listener = next;
    }

    /// Where to take buffers from.
    public ByteBufAllocator allocator() {
        return channel.alloc();
    }

    /// Reads nothing by itself any more, and so many bytes at most with each [#readOnce].
    public void readSlowly(int bytes) {
        channel.config().setAutoRead(false);
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(bytes).maxMessagesPerRead(1));
        channel.config().setOption(ChannelOption.SO_RCVBUF, bytes);
    }

    /// Reads a little.
    public void readOnce() {
        channel.read();
    }

    /// Reads all that comes again.
    public void readAll() {
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_AT_ONCE));
        channel.config().setAutoRead(true);
    }

    /// Whether what was sent before has mostly left.
    public boolean isWritable() {
        return channel.isWritable();
    }

    /// Sends frames that are masked already.
    public void sendMasked(ByteBuf frames) {
        channel.writeAndFlush(frames, channel.voidPromise());
    }

    /// Sends one text frame.
    public void sendText(String text) {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends one binary frame.
    public void sendBinary(byte[] content) {
        send(BINARY, content);
    }

    /// Closes for good.
    public void close() {
        send(CLOSE, new byte[] {NORMAL_CLOSURE >> 8, (byte) NORMAL_CLOSURE});
    }

    /// Cuts it at once, and waits until that is done; not on the event loop.
    public void cut() {
        channel.close().syncUninterruptibly();
    }

    /// Cuts it.
    public void drop() {
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        String request =
                """
                GET %s HTTP/1.1
                Host: %s
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                %s
                """
                        .formatted(
                                path,
                                target.audience(),
                                subprotocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\n")
                        .replace("\n", "\r\n");
        ByteBuf bytes = allocator().buffer();
        bytes.writeCharSequence(request, StandardCharsets.US_ASCII);
        sendMasked(bytes);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        arrived = System.nanoTime();
        super.channelRead(context, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        listener.readComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        end(new IllegalStateException("the server has closed the socket"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        end(failure);
        context.close();
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (upgraded || upgrade(in)) {
            while (frame(in)) {
                // on to the next one
            }
        }
    }

    private void end(Throwable reason) {
        if (!over) {
            over = true;
            listener.ended(reason);
        }
    }

    private boolean upgrade(ByteBuf in) {
        String head = in.toString(StandardCharsets.US_ASCII);
        int end = head.indexOf(END_OF_HEAD);
        if (end < 0) {
            return false;
        }
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IllegalStateException("no upgrade: " + head.lines().findFirst().orElse(""));
        }
        in.skipBytes(end + END_OF_HEAD.length());
        upgraded = true;
        listener.opened(this);
        return true;
    }

    /// Takes one frame from the front.
    ///
    /// @return false if it isn't complete yet
    private boolean frame(ByteBuf in) {
        int start = in.readerIndex();
        int readable = in.readableBytes();
        if (readable < 2) {
            return false;
        }
        int length = in.getByte(start + 1);
        int head = length < 126 ? 2 : length == 126 ? 4 : 10;
        if (readable < head) {
            return false;
        }
        if (head == 4) {
            length = in.getUnsignedShort(start + 2);
        } else if (head == 10) {
            length = Math.toIntExact(in.getLong(start + 2));
        }
        if (readable < head + length) {
            return false;
        }
        in.readerIndex(start + head + length);
        handle(in.getUnsignedByte(start), in, start + head, length);
        return true;
    }

    private void handle(int type, ByteBuf in, int start, int length) {
        switch (type) {
            case BINARY -> listener.binary(in, start, length, arrived);
            case TEXT -> listener.text(in.toString(start, length, StandardCharsets.UTF_8));
            case PING -> {
                byte[] content = new byte[length];
                in.getBytes(start, content);
                send(PONG, content);
            }
            case CLOSE, PONG -> {
                // the server closes the socket next, or has answered
            }
            default -> throw new IllegalStateException("unexpected frame " + type);
        }
    }

    private void send(int type, byte[] content) {
        sendMasked(masked(allocator(), type, content));
    }

    /// A whole frame.
    ///
    /// @param type its first byte
    public static ByteBuf masked(ByteBufAllocator allocator, int type, byte[] content) {
        ByteBuf frame = allocator.buffer(content.length + MAX_HEAD);
        frame.writeByte(type);
        writeLength(frame, content.length);
        frame.writeInt(MASK);
        int whole = content.length / Integer.BYTES * Integer.BYTES;
        for (int i = 0; i < whole; i += Integer.BYTES) {
            frame.writeInt((int) INTS.get(content, i) ^ MASK);
        }
        for (int i = whole; i < content.length; i++) {
            frame.writeByte(content[i] ^ (MASK >>> (24 - Byte.SIZE * (i - whole))));
        }
        return frame;
    }

    /// The length of a masked frame, in its shortest form.
    static void writeLength(ByteBuf frame, int length) {
        if (length < IN_TWO_BYTES) {
            frame.writeByte(MASKED | length);
        } else if (length <= 0xFFFF) {
            frame.writeByte(MASKED | IN_TWO_BYTES).writeShort(length);
        } else {
            frame.writeByte(MASKED | IN_EIGHT_BYTES).writeLong(length);
        }
    }
}
