package one.commserver.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/// WebSocket frames, made by hand so that they may be wrong.
final class Frames {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;

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
        var frame = new ByteArrayOutputStream(payload.length + 14);
        frame.write(first);
        frame.writeBytes(length(payload.length, masked));
        if (!masked) {
            frame.writeBytes(payload);
            return frame.toByteArray();
        }
        byte[] mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        frame.writeBytes(mask);
        byte[] hidden = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            hidden[i] = (byte) (payload[i] ^ mask[i % 4]);
        }
        frame.writeBytes(hidden);
        return frame.toByteArray();
    }

    /// Only the head of a masked frame that claims to be that long.
    static byte[] head(int opcode, long length) {
        var head = new ByteArrayOutputStream();
        head.write(FIN | opcode);
        head.writeBytes(length(length, true));
        head.writeBytes(new byte[4]);
        return head.toByteArray();
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

    private static byte[] length(long length, boolean masked) {
        int bit = masked ? MASKED : 0;
        if (length < 126) {
            return new byte[] {(byte) (bit | length)};
        }
        return length < 65_536
                ? ByteBuffer.allocate(3).put((byte) (bit | 126)).putShort((short) length).array()
                : ByteBuffer.allocate(9).put((byte) (bit | 127)).putLong(length).array();
    }
}
