package one.commserver.connection.websocket;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;

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

    /// Allows other sizes from now on. On the channel's event loop.
    public static void allow(ChannelPipeline pipeline, boolean masked, int maxFrame) {
        if (pipeline.context(NAME) != null) {
            pipeline.replace(NAME, NAME, decoder(masked, maxFrame));
        }
    }

    private static ChannelHandler decoder(boolean masked, int maxFrame) {
        return new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                        .expectMaskedFrames(masked)
                        .allowMaskMismatch(false)
                        .allowExtensions(false)
                        .closeOnProtocolViolation(false)
                        .maxFramePayloadLength(maxFrame)
                        .withUTF8Validator(false)
                        .build());
    }
}
