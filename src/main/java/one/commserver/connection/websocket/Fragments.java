package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import org.jspecify.annotations.Nullable;

/// Joins the fragments of one message, up to a size. The decoder before it has seen to it that fragments come in a
/// legal order. They are copied together, so that a message of very many very small ones weighs no more than
/// another.
final class Fragments {

    private int maxText;
    private int maxBinary;
    private boolean text;
    private @Nullable ByteBuf started;

    Fragments(int maxText, int maxBinary) {
        this.maxText = maxText;
        this.maxBinary = maxBinary;
    }

    /// A complete message. Whoever gets it releases its content.
    record Joined(boolean text, ByteBuf content) {}

    /// The message is larger than allowed; what there was of it has been released.
    static final class TooBigException extends Exception {
        private static final long serialVersionUID = 1L;

        TooBigException() {
            super("message too big", null, false, false);
        }
    }

    void allow(int newMaxText, int newMaxBinary) {
        maxText = newMaxText;
        maxBinary = newMaxBinary;
    }

    /// The largest message of either kind, in bytes.
    int maxBytes() {
        return Math.max(maxText, maxBinary);
    }

    /// Whether a message of one frame isn't too large.
    boolean fits(boolean text, int bytes) {
        return bytes <= (text ? maxText : maxBinary);
    }

    /// Takes a frame over.
    ///
    /// @return the message that it completes, or null if more has to come
    @Nullable Joined add(WebSocketFrame frame) throws TooBigException {
        if (!(frame instanceof ContinuationWebSocketFrame)) {
            text = frame instanceof TextWebSocketFrame;
            release();
        }
        int soFar = started == null ? 0 : started.readableBytes();
        if (soFar + frame.content().readableBytes() > (text ? maxText : maxBinary)) {
            frame.release();
            release();
            throw new TooBigException();
        }
        if (started == null && frame.isFinalFragment()) {
            return new Joined(text, frame.content());
        }
        return append(frame);
    }

    void release() {
        if (started != null) {
            started.release();
            started = null;
        }
    }

    private @Nullable Joined append(WebSocketFrame frame) {
        ByteBuf whole = started;
        if (whole == null) {
            whole = frame.content().alloc().buffer(frame.content().readableBytes());
            started = whole;
        }
        whole.writeBytes(frame.content());
        frame.release();
        if (!frame.isFinalFragment()) {
            return null;
        }
        started = null;
        return new Joined(text, whole);
    }
}
