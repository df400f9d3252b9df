package one.commserver.connection.websocket;

import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// Answers pings while the socket takes more; otherwise later, and then only the last one: who floods and doesn't read
/// gets no answers piled up. On the wire's thread.
final class PingAnswers {

    private final Consumer<PongWebSocketFrame> writer;
    private @Nullable PingWebSocketFrame unanswered;

    /// @param writer takes an answer over
    PingAnswers(Consumer<PongWebSocketFrame> writer) {
        this.writer = writer;
    }

    /// Takes a ping over.
    void asked(PingWebSocketFrame ping, boolean writable) {
        release();
        if (writable) {
            writer.accept(new PongWebSocketFrame(ping.content()));
        } else {
            unanswered = ping;
        }
    }

    /// Answers what has waited.
    ///
    /// @return whether there was something
    boolean writable() {
        PingWebSocketFrame ping = unanswered;
        if (ping == null) {
            return false;
        }
        unanswered = null;
        writer.accept(new PongWebSocketFrame(ping.content()));
        return true;
    }

    void release() {
        if (unanswered != null) {
            unanswered.release();
            unanswered = null;
        }
    }
}
