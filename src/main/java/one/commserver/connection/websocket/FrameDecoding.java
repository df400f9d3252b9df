package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The frame decoder that a [WebSocketWire] wants before itself: it throws where a rule is broken and leaves the
/// closing to the wire; it knows no extension; it refuses a frame by its header when it is too large.
public final class FrameDecoding {

    private static final String NAME = "frameDecoder";

    private FrameDecoding() {}

    /// Puts it in the place of the decoder that the handshake has installed.
    ///
    /// @param masked whether frames must be masked: those of clients must, those of servers must not
    /// @param maxFrame the largest frame, in bytes
    public static void install(ChannelPipeline pipeline, boolean masked, int maxFrame) {
        String stock = pipeline.context(WebSocketFrameDecoder.class).name();
        pipeline.replace(stock, NAME, decoder(masked, maxFrame));
    }

    /// Allows other sizes from the next message on. On the channel's event loop.
    public static void allow(ChannelPipeline pipeline, boolean masked, int maxFrame) {
        if (pipeline.get(NAME) instanceof Decoder decoder) {
            decoder.giveWayTo(decoder(masked, maxFrame), pipeline);
        }
    }

    private static Decoder decoder(boolean masked, int maxFrame) {
        return new Decoder(
                WebSocketDecoderConfig.newBuilder()
                        .expectMaskedFrames(masked)
                        .allowMaskMismatch(false)
                        .allowExtensions(false)
                        .closeOnProtocolViolation(false)
                        .maxFramePayloadLength(maxFrame)
                        .withUTF8Validator(false)
                        .build());
    }

    /// Knows when it can be replaced: what it has read of an unfinished message its successor would miss.
    private static final class Decoder extends WebSocket13FrameDecoder {

        private boolean withinFrame;
        private boolean withinMessage;
        private @Nullable Decoder successor;

        private Decoder(WebSocketDecoderConfig config) {
            super(config);
        }

        private void giveWayTo(Decoder newSuccessor, ChannelPipeline pipeline) {
            successor = newSuccessor;
            leaveIfBetweenMessages(pipeline);
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
            int unread = in.readableBytes();
            int frames = out.size();
            super.decode(context, in, out);
            if (out.size() > frames) {
                withinFrame = false;
                note((WebSocketFrame) out.getLast());
                leaveIfBetweenMessages(context.pipeline());
            } else if (in.readableBytes() < unread) {
                withinFrame = true;
            }
        }

        private void note(WebSocketFrame frame) {
            boolean isData =
                    frame instanceof TextWebSocketFrame
                            || frame instanceof BinaryWebSocketFrame
                            || frame instanceof ContinuationWebSocketFrame;
            if (isData) {
                withinMessage = !frame.isFinalFragment();
            }
        }

        private void leaveIfBetweenMessages(ChannelPipeline pipeline) {
            if (successor != null && !withinFrame && !withinMessage) {
                pipeline.replace(this, NAME, successor);
                successor = null;
            }
        }
    }
}
