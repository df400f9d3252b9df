package one.commserver.e2e;

import one.commserver.testing.RawFrame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/// WebSocket frames, made by hand so that they may be wrong.
final class Frames {

    static final int CONTINUATION = RawFrame.CONTINUATION;
    static final int TEXT = RawFrame.TEXT;
    static final int BINARY = RawFrame.BINARY;
    static final int CLOSE = RawFrame.CLOSE;
    static final int PING = RawFrame.PING;
    static final int PONG = RawFrame.PONG;

    private static final int FIN = RawFrame.FIN;

    private Frames() {}

    static byte[] text(String text) {
        return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] binary(byte[] bytes) {
        return frame(BINARY, bytes);
    }

    static byte[] ping(byte[] payload) {
        return frame(PING, payload);
    }

    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return frame(CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
    }

    /// A whole masked frame.
    static byte[] frame(int opcode, byte[] payload) {
        return frame(FIN | opcode, payload, true);
    }

    /// A masked frame behind which more has to come.
    static byte[] part(int opcode, byte[] payload) {
        return frame(opcode, payload, true);
    }

    /// @param first the first byte: FIN, three reserved bits, opcode
    static byte[] frame(int first, byte[] payload, boolean masked) {
        return new RawFrame(first, masked, ThreadLocalRandom.current().nextInt(), payload).bytes();
    }

    /// Only the head of a masked frame that claims to be that long.
    static byte[] head(int opcode, long length) {
        return new RawFrame(FIN | opcode, true, 0, new byte[0]).head(length);
    }

    /// A data frame of the protocol.
    static byte[] data(int channel, byte[] payload) {
        return ByteBuffer.allocate(5 + payload.length).put((byte) 1).putInt(channel).put(payload).array();
    }

    /// A flow frame of the protocol.
    static byte[] flow(int channel, long received, long limit) {
        return ByteBuffer.allocate(21).put((byte) 2).putInt(channel).putLong(received).putLong(limit).array();
    }

    static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
