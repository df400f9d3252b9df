package one.commserver.bench.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

import one.commserver.protocol.FrameHeader;

/// Frames through Netty's own codec, and a flush for each read.
///
/// How writes went shows at the clients, so nobody looks at their futures.
@SuppressWarnings("FutureReturnValueIgnored")
final class DecodingForwarder extends Forwarder {

    DecodingForwarder(Channel channel) {
        super(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof BinaryWebSocketFrame frame) {
            var content = frame.content();
            content.setInt(content.readerIndex() + FrameHeader.CHANNEL_OFFSET, BareRelay.RECEIVING_NUMBER);
            Channel other = other();
            other.write(frame, other.voidPromise());
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        other().flush();
    }
}
