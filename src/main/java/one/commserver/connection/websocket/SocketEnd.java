package one.commserver.connection.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/// The ways in which a wire's socket ends.
final class SocketEnd {

    private SocketEnd() {}

    /// Now, with whatever hasn't left.
    static void cut(Channel channel) {
        var _ = channel.close();
    }

    /// Behind all that was written.
    static void whenFlushed(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /// Ours behind all that was written, theirs when they like: for a close whose answer can't be read. Only the end of
    /// their side tells that they have the close, and they wait for ours. A socket that is closed with bytes unread
    /// would take the close frame away from them.
    static void ofSending(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(written -> {
                    SslHandler tls = channel.pipeline().get(SslHandler.class);
                    if (tls == null) {
                        shutOutput(channel);
                    } else {
                        tls.closeOutbound().addListener(told -> shutOutput(channel));
                    }
                });
    }

    private static void shutOutput(Channel channel) {
        if (channel instanceof DuplexChannel socket) {
            var _ = socket.shutdownOutput();
        }
    }
}
