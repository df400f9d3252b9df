package one.commserver.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionSettings;
import one.commserver.wire.Wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What a wire is to do later, on a real event loop.
class WireTimersTest {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private Channel channel;
    private WebSocketWire wire;

    @BeforeEach
    void connect() throws Exception {
        Channel server =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(new ChannelInboundHandlerAdapter())
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
        channel =
                new Bootstrap()
                        .group(loops)
                        .channel(NioSocketChannel.class)
                        .handler(new ChannelInboundHandlerAdapter())
                        .connect(server.localAddress())
                        .sync()
                        .channel();
        wire = new WebSocketWire(channel, () -> new Wire.Route("client", "server"), 1, 1);
        wire.attach(
                new Connection(
                        wire,
                        new ConnectionSettings(1_000, LONG_ENOUGH, System::nanoTime, new ConnectionObserver() {})));
        channel.pipeline().addLast(wire);
    }

    @AfterEach
    void stop() throws InterruptedException {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    @Test
    void aTaskRunsOnTheWiresThread() {
        var isThere = new CompletableFuture<Boolean>();

        wire.schedule(Duration.ofMillis(1), () -> isThere.complete(wire.isOwnThread()));

        assertThat(isThere.orTimeout(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS).join()).isTrue();
    }

    /// A connection that has ended would be kept by what it was to do if the other side hadn't answered.
    @Test
    void whatWasToBeDoneIsForgottenWithTheWire() throws Exception {
        WeakReference<Object> kept = scheduled();

        channel.close().sync();

        await().atMost(LONG_ENOUGH).until(() -> isForgotten(kept));
        WeakReference<Object> late = scheduled();
        await().atMost(LONG_ENOUGH).until(() -> isForgotten(late));
    }

    private WeakReference<Object> scheduled() {
        var held = new Object();
        wire.schedule(Duration.ofHours(1), () -> assertThat(held).isNull());
        return new WeakReference<>(held);
    }

    private static boolean isForgotten(WeakReference<Object> reference) {
        System.gc();
        return reference.refersTo(null);
    }
}
