package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

import one.commserver.protocol.ErrorCode;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The messages that come in through a wire: joined from their fragments, counted, and given to whom they are for. On
/// the wire's thread.
final class Reception implements FrameSink {

    private final WebSocketWire wire;
    private final Fragments fragments;
    private TrafficListener traffic = TrafficListener.NONE;
    private BinaryReceiver binaryReceiver = ReferenceCountUtil::release;
    private @Nullable BinaryReceiver textReceiver;
    private boolean bursting;

    Reception(WebSocketWire wire, int maxText, int maxBinary) {
        this.wire = wire;
        this.fragments = new Fragments(maxText, maxBinary);
    }

    /// Whom to tell, with binary messages going past the connection's chain.
    void attach(TrafficListener newTraffic, BinaryReceiver newBinaryReceiver) {
        traffic = newTraffic;
        binaryReceiver = newBinaryReceiver;
    }

    /// Lets all messages go past the chain.
    void bypass(BinaryReceiver texts, BinaryReceiver binaries) {
        textReceiver = texts;
        binaryReceiver = binaries;
    }

    void allow(int maxText, int maxBinary) {
        fragments.allow(maxText, maxBinary);
    }

    /// The largest message of either kind, in bytes.
    int maxBytes() {
        return fragments.maxBytes();
    }

    @Override
    public boolean inPlace(boolean text, ByteBuf read, int payload, int length) {
        if (wire.hearsNothing()) {
            return true;
        }
        BinaryReceiver receiver = text ? textReceiver : binaryReceiver;
        boolean taken = receiver != null && fragments.fits(text, length) && receiver.inPlace(read, payload, length);
        if (taken) {
            came(length);
        }
        return taken;
    }

    @Override
    public void settle() {
        binaryReceiver.settle();
        if (textReceiver != null) {
            textReceiver.settle();
        }
        traffic.settled();
    }

    /// A frame came, of whatever kind.
    void came(int bytes) {
        if (!bursting) {
            bursting = true;
            wire.connection().touched();
        }
        traffic.frame(bytes);
    }

    /// All that could be read for now was read.
    ///
    /// @return whether anything was
    boolean endBurst() {
        boolean was = bursting;
        if (was) {
            bursting = false;
            traffic.burstEnd();
        }
        return was;
    }

    /// What was written has been sent on to the socket.
    void flushed() {
        traffic.flushed();
    }

    /// Takes a message's frame over.
    void message(WebSocketFrame frame) {
        boolean wholeBinary = frame instanceof BinaryWebSocketFrame && frame.isFinalFragment();
        if (wholeBinary && fragments.fits(false, frame.content().readableBytes())) {
            binaryReceiver.binary(frame.content());
            return;
        }
        Fragments.Joined joined;
        try {
            joined = fragments.add(frame);
        } catch (Fragments.TooBigException tooBig) {
            wire.violation(ErrorCode.MESSAGE_TOO_BIG);
            return;
        }
        if (joined == null) {
            return;
        }
        if (joined.text()) {
            text(joined.content());
        } else {
            binaryReceiver.binary(joined.content());
        }
    }

    /// Lets go of what it holds.
    void release() {
        fragments.release();
    }

    private void text(ByteBuf content) {
        BinaryReceiver past = textReceiver;
        if (past != null && ByteBufUtil.isText(content, StandardCharsets.UTF_8)) {
            past.binary(content);
            return;
        }
        String text;
        try {
            text = StrictUtf8.decode(content);
        } catch (CharacterCodingException notUtf8) {
            wire.violation(ErrorCode.INVALID_UTF8);
            return;
        } finally {
            content.release();
        }
        wire.connection().incoming(new ConnectionEvent.Text(text));
    }
}
