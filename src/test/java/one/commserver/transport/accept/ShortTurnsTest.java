package one.commserver.transport.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.ReferenceCountUtil;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What has been read is handled before everything has been read.
class ShortTurnsTest {

    private static final int SOCKETS = 64;
    private static final Duration SOON = Duration.ofSeconds(5);

    private final List<Socket> clients = new ArrayList<>();
    private final Readings readings = new Readings();
    private LoopResources turns = ShortTurns.create();

    @BeforeEach
    void start() {
        assumeThat(Epoll.isAvailable()).isTrue();
        turns = new ShortTurns(1);
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        turns.disposeLater(Duration.ZERO, SOON).block(SOON.multipliedBy(2));
        assertThat(turns.isDisposed()).isTrue();
    }

    @Test
    void aTurnTakesFewOfTheSocketsThatHaveSomething() throws Exception {
        EventLoopGroup loop = turns.onServer(true);
        Channel server =
                new ServerBootstrap()
                        .group(loop)
                        .channel(EpollServerSocketChannel.class)
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childHandler(readings)
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        for (int i = 0; i < SOCKETS; i++) {
            clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        await().untilAsserted(() -> assertThat(readings.sockets).hasSize(SOCKETS));
        for (Socket client : clients) {
            client.getOutputStream().write(1);
        }
        loop.execute(() -> readings.sockets.forEach(Channel::read));

        assertThat(readings.behindTheFirst.get(10, TimeUnit.SECONDS)).isBetween(1, SOCKETS / 4);
        await().untilAsserted(() -> assertThat(readings.read).hasValue(SOCKETS));
    }

    @Test
    void blockingInALoopIsAnError() throws Exception {
        assertThat(turns.onServer(true).submit(Schedulers::isInNonBlockingThread).get(10, TimeUnit.SECONDS)).isTrue();
    }

    /// How many sockets have been read when the first one's task has its turn.
    @ChannelHandler.Sharable
    private static final class Readings extends ChannelInboundHandlerAdapter {

        private final Queue<Channel> sockets = new ConcurrentLinkedQueue<>();
        private final AtomicInteger read = new AtomicInteger();
        private final CompletableFuture<Integer> behindTheFirst = new CompletableFuture<>();

        @Override
        public void channelActive(ChannelHandlerContext context) {
            sockets.add(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            if (read.incrementAndGet() == 1) {
                context.executor().execute(() -> behindTheFirst.complete(read.get()));
            }
        }
    }
}
