package one.commserver.bench.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// One socket of two that were joined: what comes here leaves there.
///
/// That it is closed shows at the clients, so nobody looks at that future.
@SuppressWarnings("FutureReturnValueIgnored")
abstract class Forwarder extends ChannelInboundHandlerAdapter {

    private final Channel channel;
    private volatile Channel other;

    Forwarder(Channel channel) {
        this.channel = channel;
        this.other = channel;
    }

    /// Joins both; either's event loop.
    final void join(Forwarder second) {
        other = second.channel;
        second.other = channel;
    }

    /// Where it goes; this one until somebody has joined it.
    final Channel other() {
        return other;
    }

    /// The HTTP part is over.
    void upgraded(ChannelHandlerContext context) {}

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
