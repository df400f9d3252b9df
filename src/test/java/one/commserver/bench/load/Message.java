package one.commserver.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import one.commserver.protocol.FrameHeader;

import java.util.Random;

/// What is sent: a data frame, header included. Behind the header come three idle bytes, the message's number, the time
/// at which it was meant to be sent, and bytes of which each pair has its own.
public final class Message {

    /// Bytes of an ordinary message, the header included.
    public static final int SIZE = 800;

    private static final int SEQUENCE = 8;
    private static final int TIME = 16;
    private static final int BODY = 24;

    private static final long LONG_MASK = ((long) RawWebSocket.MASK << 32) | (RawWebSocket.MASK & 0xFFFFFFFFL);

    /// Every 64th body is compared.
    private static final int CHECKED = 64;

    private final byte[] masked;
    private final int start;
    private final long longMask;
    private final int size;
    private final ByteBuf body;

    /// @param channel its number at the sending end
    /// @param size its bytes, header included; from 32
    /// @param wrapping what a frame has around a message
    Message(int pair, int channel, int size, Wrapping wrapping) {
        this.size = size;
        byte[] content = new byte[size];
        new Random(pair).nextBytes(content);
        ByteBuf plain = Unpooled.wrappedBuffer(content);
        plain.setByte(0, FrameHeader.DATA).setInt(FrameHeader.CHANNEL_OFFSET, channel);
        plain.setLong(SEQUENCE, 0).setLong(TIME, 0);
        body = plain.slice(BODY, size - BODY);
        byte[] before = wrapping.before(size);
        ByteBuf payload = Unpooled.wrappedBuffer(before, content, wrapping.behind());
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(RawWebSocket.BINARY);
        RawWebSocket.writeLength(frame, payload.readableBytes());
        frame.writeInt(RawWebSocket.MASK);
        start = frame.writerIndex() + before.length;
        longMask = Long.rotateLeft(LONG_MASK, Byte.SIZE * (before.length % Integer.BYTES));
        for (int i = 0; i < payload.readableBytes(); i++) {
            frame.writeByte(payload.getByte(i) ^ (RawWebSocket.MASK >>> (24 - Byte.SIZE * (i % Integer.BYTES))));
        }
        masked = ByteBufUtil.getBytes(frame);
    }

    /// What stands around a message in its frame.
    public interface Wrapping {

        /// Nothing.
        Wrapping NONE = size -> new byte[0];

        /// What stands before a message of that size.
        byte[] before(int size);

        /// What stands behind it.
        default byte[] behind() {
            return new byte[0];
        }
    }

    /// Bytes of a message.
    int size() {
        return size;
    }

    /// Bytes of the frame.
    int frameSize() {
        return masked.length;
    }

    /// Appends the frame.
    void write(ByteBuf out, long sequence, long time) {
        int at = out.writerIndex() + start;
        out.writeBytes(masked);
        out.setLong(at + SEQUENCE, sequence ^ longMask);
        out.setLong(at + TIME, time ^ longMask);
    }

    /// Checks what has arrived.
    ///
    /// @param channel its number at the receiving end
    /// @return when it was meant to be sent
    /// @throws IllegalStateException if this isn't the message
    long check(ByteBuf in, int at, int length, int channel, long sequence) {
        boolean right =
                length == size
                        && in.getByte(at) == FrameHeader.DATA
                        && in.getInt(at + FrameHeader.CHANNEL_OFFSET) == channel
                        && in.getLong(at + SEQUENCE) == sequence
                        && (sequence % CHECKED != 0 || ByteBufUtil.equals(in, at + BODY, body, 0, size - BODY));
        if (!right) {
            throw new IllegalStateException("message " + sequence + " arrived wrong, out of order or not at all");
        }
        return in.getLong(at + TIME);
    }
}
