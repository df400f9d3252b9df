package one.commserver.client.encryption;

import one.commserver.crypto.agreement.RecordCipher;
import one.commserver.protocol.FrameHeader;

/// How large records are and how long a key lasts. Sizes in bytes.
///
/// A record is the payload of one data frame, so a channel must never cut it. It leaves a buffer whole that fits into
/// half of the receiver's first grant; whoever wants encryption grants at least [#LEAST_GRANT] at first.
///
/// Spec: chapter 8, records.
public final class Records {

    /// What both ends grant at first, at least.
    public static final int LEAST_GRANT = 32 * 1024;

    /// The longest payload of a frame: half of the least grant, less the frame's header.
    public static final int MAX_PAYLOAD = LEAST_GRANT / 2 - FrameHeader.LENGTH;

    /// The longest plaintext, its head of one byte included.
    public static final int MAX_PLAINTEXT = MAX_PAYLOAD - RecordCipher.TAG_LENGTH;

    /// How many records a key seals before the next one follows.
    static final long RECORDS_PER_KEY = 1L << 20;

    /// Derives the next key of a direction from the last one.
    static final String NEXT_KEY = "commserver/1 encryption next key";

    private Records() {}
}
