package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;

/// The head of a frame that a server sends: a whole message, unmasked.
///
/// Spec: RFC 6455, section 5.2.
public final class ServerFrame {

    /// The longest head, in bytes.
    public static final int LONGEST_HEAD = 10;

    private static final int FINAL = 0x80;
    private static final int TWO_BYTES_FOLLOW = 126;
    private static final int EIGHT_BYTES_FOLLOW = 127;
    private static final int LARGEST_OF_TWO_BYTES = 0xFFFF;

    private ServerFrame() {}

    /// How long the head is, at least four bytes shorter than that of a client's frame. Bytes.
    public static int headLength(int payloadLength) {
        return payloadLength < TWO_BYTES_FOLLOW ? 2 : payloadLength <= LARGEST_OF_TWO_BYTES ? 4 : LONGEST_HEAD;
    }

    /// Writes a head, and leaves the indices alone.
    ///
    /// @param start where it begins; there is room for [#headLength]
    /// @param text whether the message is text
    public static void setHead(ByteBuf bytes, int start, boolean text, int payloadLength) {
        bytes.setByte(start, FINAL | (text ? FrameHead.TEXT : FrameHead.BINARY));
        if (payloadLength < TWO_BYTES_FOLLOW) {
            bytes.setByte(start + 1, payloadLength);
        } else if (payloadLength <= LARGEST_OF_TWO_BYTES) {
            bytes.setByte(start + 1, TWO_BYTES_FOLLOW).setShort(start + 2, payloadLength);
        } else {
            bytes.setByte(start + 1, EIGHT_BYTES_FOLLOW).setLong(start + 2, payloadLength);
        }
    }
}
