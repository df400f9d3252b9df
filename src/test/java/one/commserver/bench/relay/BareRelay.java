package one.commserver.bench.relay;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;

import one.commserver.bench.machine.Sockets;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The least that a relay in Netty can be, in a process of its own: the channel's number rewritten, a flush for each
/// read. No authentication, no credit, no limits, no counters. Who upgrades on `/7/a` is joined with who does on
/// `/7/b`.
///
/// How writes went shows at the clients, so nobody looks at their futures.
@SuppressWarnings("FutureReturnValueIgnored")
public final class BareRelay {

    /// The number of every channel at its receiving end.
    public static final int RECEIVING_NUMBER = 77;

    /// First argument: as little as can be, see [InPlaceForwarder].
    public static final String IN_PLACE = "in-place";

    /// First argument: with Netty's codec, see [DecodingForwarder].
    public static final String DECODING = "decoding";

    private static final WebSocketDecoderConfig FRAMES =
            WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(1 << 20)
                    .allowExtensions(false)
                    .withUTF8Validator(false)
                    .build();

    private BareRelay() {}

    /// Runs until it is ended.
    ///
    /// @param arguments which kind, and how many event loops
    public static void main(String[] arguments) throws InterruptedException {
        Function<Channel, Forwarder> kind =
                switch (arguments[0]) {
                    case IN_PLACE -> InPlaceForwarder::new;
                    case DECODING -> DecodingForwarder::new;
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        Map<String, Forwarder> waiting = new ConcurrentHashMap<>();
        MultiThreadIoEventLoopGroup loops = Sockets.loops(Integer.parseInt(arguments[1]));
        Channel server =
                new ServerBootstrap()
                        // one that accepts, so that those that relay take turns in getting a socket
                        .group(Sockets.loops(1), loops)
                        .channel(Sockets.server())
                        // as the server has them
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(new HttpServerCodec())
                                                .addLast(new HttpObjectAggregator(1024))
                                                .addLast(new Upgrade(kind, waiting));
                                    }
                                })
                        .bind("127.0.0.1", 0)
                        .sync()
                        .channel();
        System.out.println("started on port " + ((InetSocketAddress) server.localAddress()).getPort());
        server.closeFuture().sync();
    }

    private static final class Upgrade extends ChannelInboundHandlerAdapter {

        private final Function<Channel, Forwarder> kind;
        private final Map<String, Forwarder> waiting;

        private Upgrade(Function<Channel, Forwarder> kind, Map<String, Forwarder> waiting) {
            this.kind = kind;
            this.waiting = waiting;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof FullHttpRequest request)) {
                context.fireChannelRead(message);
                return;
            }
            Forwarder forwarder = kind.apply(context.channel());
            context.pipeline().replace(this, "forwarder", forwarder);
            String pair = request.uri().substring(0, request.uri().lastIndexOf('/'));
            Forwarder first = waiting.putIfAbsent(pair, forwarder);
            if (first != null) {
                waiting.remove(pair);
                first.join(forwarder);
            } else {
                context.channel().closeFuture().addListener(closed -> waiting.remove(pair, forwarder));
            }
            ChannelHandlerContext of = context.pipeline().context(forwarder);
            new WebSocketServerHandshaker13("", null, FRAMES)
                    .handshake(context.channel(), request)
                    .addListener(done -> forwarder.upgraded(of));
            request.release();
        }
    }
}
