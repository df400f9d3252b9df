package one.commserver.bench.relay;

import io.netty.buffer.ByteBuf;

import one.commserver.protocol.FrameHeader;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// Turns a client's binary frames into a server's without another buffer.
final class MaskedFrames {

    private static final int BINARY = 0x82;
    private static final int MASKED = 0x80;
    private static final int MASK_SIZE = 4;

    /// What a length stands for that stands in 2 bytes behind, and in 8 bytes.
    private static final int IN_TWO_BYTES = 126;

    private static final int IN_EIGHT_BYTES = 127;

    private MaskedFrames() {}

    /// Bytes of the frame at the front, or of its head as far as is known yet.
    static int size(ByteBuf in) {
        int start = in.readerIndex();
        int readable = in.readableBytes();
        if (readable < 2) {
            return 2;
        }
        int length = in.getByte(start + 1) & 0x7F;
        int head = headWithoutMask(length) + MASK_SIZE;
        if (length < IN_TWO_BYTES || readable < head) {
            return head + (length < IN_TWO_BYTES ? length : 0);
        }
        return head
                + (length == IN_TWO_BYTES ? in.getUnsignedShort(start + 2) : Math.toIntExact(in.getLong(start + 2)));
    }

    /// Takes all frames that are complete.
    ///
    /// @param channel the number that each gets
    /// @return all of them for the other end, sharing the buffer; null if none is complete
    /// @throws IllegalStateException if one isn't what clients of the benchmark send
    static @Nullable ByteBuf turn(ByteBuf in, int channel) {
        ByteBuffer bytes = in.internalNioBuffer(in.readerIndex(), in.readableBytes());
        int base = bytes.position() - in.readerIndex();
        int begin = -1;
        int end = 0;
        while (in.readableBytes() >= 2 && in.readableBytes() >= size(in)) {
            int start = in.readerIndex();
            int size = size(in);
            int head = headWithoutMask(in.getByte(start + 1) & 0x7F);
            int payload = start + head + MASK_SIZE;
            int length = start + size - payload;
            if (in.getUnsignedByte(start) != BINARY
                    || (in.getByte(start + 1) & MASKED) == 0
                    || length < FrameHeader.LENGTH) {
                throw new IllegalStateException("no binary frame of a client");
            }
            int mask = in.getInt(payload - MASK_SIZE);
            if (begin < 0) {
                begin = payload - head;
                end = begin;
            }
            int target = end + head;
            head(in, end, head, length);
            unmask(bytes, base + payload, base + target, length, mask);
            in.setInt(target + FrameHeader.CHANNEL_OFFSET, channel);
            end = target + length;
            in.skipBytes(size);
        }
        return begin < 0 ? null : in.retainedSlice(begin, end - begin);
    }

    /// Eight bytes at a time; the target is never behind the source.
    private static void unmask(ByteBuffer bytes, int source, int target, int length, int mask) {
        long twice = ((long) mask << Integer.SIZE) | (mask & 0xFFFF_FFFFL);
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            bytes.putLong(target + i, bytes.getLong(source + i) ^ twice);
        }
        for (; i < length; i++) {
            bytes.put(target + i, (byte) (bytes.get(source + i) ^ (mask >>> (24 - 8 * (i & 3)))));
        }
    }

    private static void head(ByteBuf in, int at, int head, int length) {
        in.setByte(at, BINARY);
        switch (head) {
            case 2 -> in.setByte(at + 1, length);
            case 4 -> in.setByte(at + 1, IN_TWO_BYTES).setShort(at + 2, length);
            default -> in.setByte(at + 1, IN_EIGHT_BYTES).setLong(at + 2, length);
        }
    }

    private static int headWithoutMask(int length) {
        return length < IN_TWO_BYTES ? 2 : length == IN_TWO_BYTES ? 4 : 10;
    }
}
