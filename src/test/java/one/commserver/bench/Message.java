package one.commserver.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import one.commserver.protocol.FrameHeader;

import java.util.Random;

/// What is sent: a data frame of 800 bytes, header included. Behind the header come three idle bytes, the message's
/// number, the time at which it was meant to be sent, and bytes of which each pair has its own.
final class Message {

    /// Bytes of a message, the header included.
    static final int SIZE = 800;

    private static final int SEQUENCE = 8;
    private static final int TIME = 16;
    private static final int BODY = 24;

    /// Of the frame around it: type, length in 2 bytes behind a mark, mask.
    private static final int FRAME_HEAD = 8;

    private static final int LENGTH_IN_TWO_BYTES = 0x80 | 126;
    private static final long LONG_MASK = ((long) RawWebSocket.MASK << 32) | (RawWebSocket.MASK & 0xFFFFFFFFL);

    /// Every 64th body is compared.
    private static final int CHECKED = 64;

    private final byte[] masked;
    private final ByteBuf body;

    /// @param channel its number at the sending end
    Message(int pair, int channel) {
        byte[] content = new byte[SIZE];
        new Random(pair).nextBytes(content);
        ByteBuf plain = Unpooled.wrappedBuffer(content);
        plain.setByte(0, FrameHeader.DATA).setInt(FrameHeader.CHANNEL_OFFSET, channel);
        plain.setLong(SEQUENCE, 0).setLong(TIME, 0);
        body = plain.slice(BODY, SIZE - BODY);
        ByteBuf frame = Unpooled.buffer(FRAME_HEAD + SIZE);
        frame.writeByte(RawWebSocket.BINARY).writeByte(LENGTH_IN_TWO_BYTES).writeShort(SIZE);
        frame.writeInt(RawWebSocket.MASK);
        for (int i = 0; i < SIZE; i += Integer.BYTES) {
            frame.writeInt(plain.getInt(i) ^ RawWebSocket.MASK);
        }
        masked = ByteBufUtil.getBytes(frame);
    }

    /// Bytes of the frame.
    int frameSize() {
        return masked.length;
    }

    /// Appends the frame.
    void write(ByteBuf out, long sequence, long time) {
        int start = out.writerIndex() + FRAME_HEAD;
        out.writeBytes(masked);
        out.setLong(start + SEQUENCE, sequence ^ LONG_MASK);
        out.setLong(start + TIME, time ^ LONG_MASK);
    }

    /// Checks what has arrived.
    ///
    /// @param channel its number at the receiving end
    /// @return when it was meant to be sent
    /// @throws IllegalStateException if this isn't the message
    long check(ByteBuf in, int start, int length, int channel, long sequence) {
        boolean right =
                length == SIZE
                        && in.getByte(start) == FrameHeader.DATA
                        && in.getInt(start + FrameHeader.CHANNEL_OFFSET) == channel
                        && in.getLong(start + SEQUENCE) == sequence
                        && (sequence % CHECKED != 0 || ByteBufUtil.equals(in, start + BODY, body, 0, SIZE - BODY));
        if (!right) {
            throw new IllegalStateException("message " + sequence + " arrived wrong, out of order or not at all");
        }
        return in.getLong(start + TIME);
    }
}
