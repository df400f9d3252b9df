package one.commserver.client.encryption;

import one.commserver.client.encryption.EncryptionException.Reason;

/// The first byte of a record's plaintext: what the rest is.
///
/// @param deflated the message is compressed
/// @param more the message goes on in the next record
///
/// Spec: chapter 8, records.
public record RecordHead(Kind kind, boolean deflated, boolean more) {

    /// What a record carries.
    public enum Kind {
        /// A text message in UTF-8, or part of one.
        TEXT(1),
        /// A binary message, or part of one.
        BINARY(2),
        /// Nothing: the peer is alive.
        KEEP_ALIVE(3),
        /// Nothing: all has been sent.
        END(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private boolean isMessage() {
            return this == TEXT || this == BINARY;
        }
    }

    /// Bytes of a head.
    public static final int LENGTH = 1;

    /// Nothing follows any more.
    public static final RecordHead END = new RecordHead(Kind.END, false, false);

    /// A sign of life.
    public static final RecordHead KEEP_ALIVE = new RecordHead(Kind.KEEP_ALIVE, false, false);

    private static final int KIND_BITS = 0x0f;
    private static final int DEFLATED = 0x40;
    private static final int MORE = 0x80;

    /// The head that the byte is.
    ///
    /// @throws EncryptionException [Reason#MALFORMED] if it is none
    public static RecordHead of(byte encoded) {
        for (Kind kind : Kind.values()) {
            var head = new RecordHead(kind, (encoded & DEFLATED) != 0, (encoded & MORE) != 0);
            if ((encoded & KIND_BITS) == kind.code && head.encoded() == encoded && head.isLegal()) {
                return head;
            }
        }
        throw new EncryptionException(Reason.MALFORMED, "a record of unknown kind");
    }

    /// The byte that it is.
    public byte encoded() {
        return (byte) (kind.code | (deflated ? DEFLATED : 0) | (more ? MORE : 0));
    }

    /// The same, but for whether more follows.
    public RecordHead withMore(boolean nowMore) {
        return new RecordHead(kind, deflated, nowMore);
    }

    /// The same, but for whether it is compressed.
    public RecordHead withDeflated(boolean nowDeflated) {
        return new RecordHead(kind, nowDeflated, more);
    }

    /// Whether a message or a part of one follows.
    public boolean isMessage() {
        return kind.isMessage();
    }

    private boolean isLegal() {
        return kind.isMessage() || !(deflated || more);
    }
}
