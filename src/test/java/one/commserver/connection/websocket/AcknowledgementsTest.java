package one.commserver.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollSocketChannelConfig;

import one.commserver.wire.Wire;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;

/// When the kernel acknowledges what comes in.
class AcknowledgementsTest {

    @Test
    void acknowledgementsWaitForOneAnother() throws Exception {
        assumeThat(Epoll.isAvailable()).isTrue();
        var loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Channel channel =
                    new Bootstrap()
                            .group(loop)
                            .channel(EpollSocketChannel.class)
                            .handler(new ChannelInboundHandlerAdapter())
                            .connect(server.getLocalSocketAddress())
                            .sync()
                            .channel();
            var socket = (EpollSocketChannelConfig) channel.config();
            socket.setTcpQuickAck(true);
            assertThat(socket.isTcpQuickAck()).isTrue();

            wire(channel).acknowledgeTogether();

            assertThat(socket.isTcpQuickAck()).isFalse();
            channel.close().sync();
            assertThatCode(wire(channel)::acknowledgeTogether).doesNotThrowAnyException();
        } finally {
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void whereTheKernelCanNotBeToldNothingHappens() {
        assertThatCode(wire(new EmbeddedChannel())::acknowledgeTogether).doesNotThrowAnyException();
    }

    private static WebSocketWire wire(Channel channel) {
        return new WebSocketWire(channel, () -> new Wire.Route("client", "server"), 1, 1);
    }
}
