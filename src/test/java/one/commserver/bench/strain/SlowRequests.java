package one.commserver.bench.strain;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;

import one.commserver.bench.load.Target;
import one.commserver.bench.machine.Sockets;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// Strangers whose HTTP request never ends: each sends its head one byte after the other, in turn. Whom the server
/// lets go of is replaced by another one.
///
/// What fails is a connection that is no more, so nobody looks at the futures of writes.
@SuppressWarnings("FutureReturnValueIgnored")
final class SlowRequests extends Attack {

    private static final int CONNECTIONS = 500;

    private static final String BEGINNING = "GET / HTTP/1.1\r\nHost: relay.example\r\nX-Slow: ";
    private static final byte[] MORE = "x".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress server;
    private final Deque<Channel> connections = new ArrayDeque<>();
    private int open;
    private int turn;
    private boolean over;

    /// @param perSecond how many bytes, of all
    SlowRequests(EventLoop loop, InetSocketAddress server, String name, int perSecond) {
        super(loop, name, perSecond);
        this.server = server;
    }

    @Override
    void prepare() {
        over = false;
    }

    @Override
    void leave() {
        loop().submit(
                        () -> {
                            over = true;
                            connections.forEach(Channel::close);
                            connections.clear();
                        })
                .syncUninterruptibly();
    }

    @Override
    int strike() {
        if (open < CONNECTIONS) {
            begin();
        }
        Channel next = connections.poll();
        if (next == null) {
            return 0;
        }
        next.writeAndFlush(Unpooled.wrappedBuffer(MORE), next.voidPromise());
        connections.add(next);
        return 1;
    }

    private void begin() {
        open++;
        Target target = Strangers.dialling(server, turn++);
        new Bootstrap()
                .group(loop())
                .channel(Sockets.client())
                .handler(new Beginning())
                .connect(target.server(), target.from() == null ? null : new InetSocketAddress(target.from(), 0))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        open--;
                    }
                });
    }

    private final class Beginning extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (over) {
                context.close();
                return;
            }
            connections.add(context.channel());
            context.writeAndFlush(
                    Unpooled.wrappedBuffer(BEGINNING.getBytes(StandardCharsets.US_ASCII)), context.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object answer) {
            ReferenceCountUtil.release(answer);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            open--;
            connections.remove(context.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
