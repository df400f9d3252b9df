package one.commserver.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/// A frame as bytes of RFC 6455, right or wrong.
///
/// @param first FIN, three reserved bits, opcode
/// @param masked whether it is
/// @param form how its length is written: 0 as short as can be, else in two or in eight bytes
@SuppressWarnings("ArrayRecordComponent")
public record RawFrame(int first, boolean masked, int mask, byte[] payload, int form) {

    public static final int FIN = 0x80;
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    public static final int MOST_SHORT = 125;
    public static final int IN_TWO = 126;
    public static final int IN_EIGHT = 127;
    private static final int MOST_IN_TWO = 0xffff;

    /// As short as can be.
    public RawFrame(int first, boolean masked, int mask, byte[] payload) {
        this(first, masked, mask, payload, 0);
    }

    /// Head and payload.
    public byte[] bytes() {
        var bytes = new ByteArrayOutputStream(payload.length + 14);
        bytes.write(first);
        bytes.writeBytes(length(payload.length));
        if (!masked) {
            bytes.writeBytes(payload);
            return bytes.toByteArray();
        }
        byte[] key = ByteBuffer.allocate(4).putInt(mask).array();
        bytes.writeBytes(key);
        for (int i = 0; i < payload.length; i++) {
            bytes.write(payload[i] ^ key[i % 4]);
        }
        return bytes.toByteArray();
    }

    /// Only its head, which claims to be that long.
    public byte[] head(long length) {
        var bytes = new ByteArrayOutputStream();
        bytes.write(first);
        bytes.writeBytes(length(length));
        if (masked) {
            bytes.writeBytes(ByteBuffer.allocate(4).putInt(mask).array());
        }
        return bytes.toByteArray();
    }

    /// One behind the other.
    public static byte[] joined(List<RawFrame> frames) {
        var all = new ByteArrayOutputStream();
        frames.forEach(frame -> all.writeBytes(frame.bytes()));
        return all.toByteArray();
    }

    private byte[] length(long length) {
        int bit = masked ? 0x80 : 0;
        boolean fits = form == 0 && length >= 0;
        if (fits && length <= MOST_SHORT) {
            return new byte[] {(byte) (bit | length)};
        }
        if (form == IN_TWO || (fits && length <= MOST_IN_TWO)) {
            return ByteBuffer.allocate(3).put((byte) (bit | IN_TWO)).putShort((short) length).array();
        }
        return ByteBuffer.allocate(9).put((byte) (bit | IN_EIGHT)).putLong(length).array();
    }
}
