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

    /// Bytes of a whole flow frame.
    public static final int FLOW_LENGTH = LENGTH + 2 * Long.BYTES;

    private FrameHeader() {}
}
