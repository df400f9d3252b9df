package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The head of the frame that is being read, one after the other, and what RFC 6455, section 5, says about it.
final class FrameHead {

    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int CONTINUATION = 0;
    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0F;
    private static final int CONTROL = 0x08;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int TWO_BYTES_FOLLOW = 126;
    private static final int EIGHT_BYTES_FOLLOW = 127;
    private static final int LARGEST_CONTROL = 125;
    private static final int LARGEST_OF_TWO_BYTES = 0xFFFF;
    private static final int LONGEST = 14;

    private static final ValueLayout.OfLong EIGHT_BYTES =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.nativeOrder());

    private final boolean masked;
    private int maxPayload;
    private int nextMaxPayload;
    private boolean withinMessage;
    private boolean known;
    private int opcode;
    private boolean last;
    private int length;
    private int payloadLength;
    private int mask;

    /// @param masked whether frames must be masked
    FrameHead(boolean masked, int maxPayload) {
        this.masked = masked;
        allow(maxPayload);
        this.maxPayload = nextMaxPayload;
    }

    /// Allows another size from the next message on.
    void allow(int newMaxPayload) {
        nextMaxPayload = Math.min(newMaxPayload, Integer.MAX_VALUE - LONGEST);
    }

    /// Reads it, unless it was read already.
    ///
    /// @return whether all of it was there
    /// @throws CorruptedWebSocketFrameException if it breaks a rule or promises too much
    boolean read(ByteBuf bytes, int start, int readable) {
        if (known) {
            return true;
        }
        if (readable < 2) {
            return false;
        }
        int first = bytes.getByte(start);
        int second = bytes.getByte(start + 1);
        opcode = first & OPCODE;
        last = (first & FINAL) != 0;
        int shortLength = second & LENGTH;
        if ((first & RESERVED) != 0) {
            throw violation("a reserved bit is set");
        }
        if (((second & MASKED) != 0) != masked) {
            throw violation(masked ? "the frame isn't masked" : "the frame is masked");
        }
        checkOrder(shortLength);
        int extended = shortLength == TWO_BYTES_FOLLOW ? 2 : shortLength == EIGHT_BYTES_FOLLOW ? 8 : 0;
        if (readable < 2 + extended) {
            return false;
        }
        payloadLength = payloadLength(bytes, start, shortLength);
        length = 2 + extended + (masked ? 4 : 0);
        if (readable < length) {
            return false;
        }
        mask = masked ? bytes.getInt(start + length - 4) : 0;
        known = true;
        return true;
    }

    boolean isKnown() {
        return known;
    }

    /// In bytes, the mask included. Once it is known.
    int length() {
        return length;
    }

    int payloadLength() {
        return payloadLength;
    }

    /// Head and payload, in bytes.
    int frameLength() {
        return length + payloadLength;
    }

    int opcode() {
        return opcode;
    }

    boolean isFinal() {
        return last;
    }

    /// Whether the frame is a text or binary message of its own.
    boolean isWholeMessage() {
        return last && (opcode == TEXT || opcode == BINARY);
    }

    /// The frame was read; another one comes. What this one's head said stays readable until then.
    void next() {
        known = false;
        if (opcode < CONTROL) {
            withinMessage = !last;
        }
    }

    /// Unmasks the payload in its place.
    void unmask(ByteBuf bytes, int start) {
        if (mask == 0) {
            return;
        }
        if (bytes.nioBufferCount() == 1) {
            unmask(MemorySegment.ofBuffer(bytes.internalNioBuffer(start, payloadLength)));
        } else {
            for (int i = 0; i < payloadLength; i++) {
                bytes.setByte(start + i, bytes.getByte(start + i) ^ maskByte(i));
            }
        }
    }

    private void unmask(MemorySegment payload) {
        long twice = ((long) mask << Integer.SIZE) | (mask & 0xFFFF_FFFFL);
        long eight = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? twice : Long.reverseBytes(twice);
        int end = payloadLength;
        int i = 0;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            payload.set(EIGHT_BYTES, i, payload.get(EIGHT_BYTES, i) ^ eight);
        }
        for (; i < end; i++) {
            byte unmasked = (byte) (payload.get(ValueLayout.JAVA_BYTE, i) ^ maskByte(i));
            payload.set(ValueLayout.JAVA_BYTE, i, unmasked);
        }
    }

    private byte maskByte(int i) {
        return (byte) (mask >>> (24 - 8 * (i & 3)));
    }

    private void checkOrder(int shortLength) {
        if ((opcode & CONTROL) != 0) {
            if (opcode > PONG) {
                throw violation("unknown opcode " + opcode);
            }
            if (!last || shortLength > LARGEST_CONTROL) {
                throw violation("a control frame is fragmented or too long");
            }
            if (opcode == CLOSE && shortLength == 1) {
                throw violation("a close frame has half a code");
            }
        } else if (opcode > BINARY) {
            throw violation("unknown opcode " + opcode);
        } else if ((opcode == CONTINUATION) != withinMessage) {
            throw violation(withinMessage ? "a message begins within another one" : "nothing is to be continued");
        }
    }

    private int payloadLength(ByteBuf bytes, int start, int shortLength) {
        long promised =
                switch (shortLength) {
                    case TWO_BYTES_FOLLOW -> bytes.getUnsignedShort(start + 2);
                    case EIGHT_BYTES_FOLLOW -> bytes.getLong(start + 2);
                    default -> shortLength;
                };
        boolean minimal =
                switch (shortLength) {
                    case TWO_BYTES_FOLLOW -> promised >= TWO_BYTES_FOLLOW;
                    case EIGHT_BYTES_FOLLOW -> promised > LARGEST_OF_TWO_BYTES;
                    default -> true;
                };
        if (!minimal) {
            throw violation("the length has a shorter form");
        }
        if (!withinMessage) {
            maxPayload = nextMaxPayload;
        }
        if (promised > maxPayload) {
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.MESSAGE_TOO_BIG, "more than " + maxPayload + " bytes");
        }
        return (int) promised;
    }

    /// Looks at what a close frame says.
    ///
    /// @throws CorruptedWebSocketFrameException if it is nothing that may be said
    static void checkClose(ByteBuf payload) {
        int size = payload.readableBytes();
        if (size == 0) {
            return;
        }
        if (!WebSocketCloseStatus.isValidStatusCode(payload.getUnsignedShort(payload.readerIndex()))) {
            throw violation("no code that may be sent");
        }
        if (!ByteBufUtil.isText(payload, payload.readerIndex() + 2, size - 2, StandardCharsets.UTF_8)) {
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "the reason isn't UTF-8");
        }
    }

    private static CorruptedWebSocketFrameException violation(String what) {
        return new CorruptedWebSocketFrameException(WebSocketCloseStatus.PROTOCOL_ERROR, what);
    }
}
