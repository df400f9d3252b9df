package one.commserver.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.ReferenceCountUtil;

import one.commserver.protocol.FrameHeader;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The least that a relay in Netty can be: frames through Netty's own codec, the channel's number rewritten, a flush
/// for each read. No authentication, no credit, no limits, no counters. Who upgrades on `/7/a` is joined with who
/// does on `/7/b`.
///
/// How writes went shows at the clients, so nobody looks at their futures.
@SuppressWarnings("FutureReturnValueIgnored")
final class BaselineRelay {

    /// The number of every channel at its receiving end.
    static final int RECEIVING_NUMBER = 77;

    private static final WebSocketDecoderConfig FRAMES =
            WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(1 << 20)
                    .allowExtensions(false)
                    .withUTF8Validator(false)
                    .build();

    private BaselineRelay() {}

    public static void main(String[] arguments) throws InterruptedException {
        Map<String, Forwarder> waiting = new ConcurrentHashMap<>();
        MultiThreadIoEventLoopGroup loops = Sockets.loops(Integer.parseInt(arguments[0]));
        Channel server =
                new ServerBootstrap()
                        .group(loops)
                        .channel(Sockets.server())
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(new HttpServerCodec())
                                                .addLast(new HttpObjectAggregator(1024))
                                                .addLast(new Upgrade(waiting));
                                    }
                                })
                        .bind("127.0.0.1", 0)
                        .sync()
                        .channel();
        System.out.println("started on port " + ((InetSocketAddress) server.localAddress()).getPort());
        server.closeFuture().sync();
    }

    private static final class Upgrade extends ChannelInboundHandlerAdapter {

        private final Map<String, Forwarder> waiting;

        private Upgrade(Map<String, Forwarder> waiting) {
            this.waiting = waiting;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof FullHttpRequest request)) {
                context.fireChannelRead(message);
                return;
            }
            var forwarder = new Forwarder(context.channel());
            context.pipeline().replace(this, "forwarder", forwarder);
            String pair = request.uri().substring(0, request.uri().lastIndexOf('/'));
            Forwarder first = waiting.putIfAbsent(pair, forwarder);
            if (first != null) {
                first.other = forwarder.channel;
                forwarder.other = first.channel;
            }
            new WebSocketServerHandshaker13("", null, FRAMES).handshake(context.channel(), request);
            request.release();
        }
    }

    private static final class Forwarder extends ChannelInboundHandlerAdapter {

        private final Channel channel;
        private volatile Channel other;

        private Forwarder(Channel channel) {
            this.channel = channel;
            this.other = channel;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof BinaryWebSocketFrame frame) {
                var content = frame.content();
                content.setInt(content.readerIndex() + FrameHeader.CHANNEL_OFFSET, RECEIVING_NUMBER);
                other.write(frame, other.voidPromise());
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            other.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close();
        }
    }
}
