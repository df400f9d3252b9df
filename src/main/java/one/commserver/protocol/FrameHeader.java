package one.commserver.protocol;

/// The head of each binary frame: one byte kind, then four bytes channel number, big-endian, local to the session.
///
/// A data frame ([#DATA]) goes on with its payload. A flow frame ([#FLOW]) goes on with two unsigned 64-bit numbers,
/// big-endian: `received`, then `limit`.
///
/// Spec: chapters 2 and 8.
public final class FrameHeader {

    /// Kind: data for the peer.
    public static final byte DATA = 1;

    /// Kind: flow control.
    public static final byte FLOW = 2;

    /// Bytes of the header. They count against the credit, so that empty frames cost something too.
    public static final int LENGTH = 5;

    /// Where the channel number starts.
    public static final int CHANNEL_OFFSET = 1;

    /// Where a flow frame's `received` starts.
    public static final int RECEIVED_OFFSET = LENGTH;

    /// Where a flow frame's `limit` starts.
    public static final int LIMIT_OFFSET = RECEIVED_OFFSET + Long.BYTES;

    /// Bytes of a whole flow frame.
    public static final int FLOW_LENGTH = LIMIT_OFFSET + Long.BYTES;

    private FrameHeader() {}

    /// Whether a frame has a form that exists. What it means for its channel isn't looked at.
    ///
    /// @param length of the whole frame in bytes; where it is under [#LENGTH], kind and channel don't matter
    public static boolean isValid(int length, byte kind, int channel) {
        if (length < LENGTH || channel < 1) {
            return false;
        }
        return kind == DATA || (kind == FLOW && length == FLOW_LENGTH);
    }
}
