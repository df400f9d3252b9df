package one.commserver.crypto;

import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/// Bytes that never change, compared by content.
///
/// Fit for keys, nonces, proofs and signatures. Not for private keys: a value can't be wiped.
public final class Bytes {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /// A copy of the given bytes.
    public static Bytes of(byte[] content) {
        return new Bytes(content.clone());
    }

    /// Decodes base64url in its one strict spelling: url alphabet, no padding, unused bits zero.
    ///
    /// @throws IllegalArgumentException for any other spelling; its message never repeats the text
    public static Bytes fromBase64Url(String text) {
        byte[] decoded = decodeLeniently(text);
        // The decoder lets padding and unused bits pass; the encoder knows only the strict spelling.
        if (decoded == null || !ENCODER.encodeToString(decoded).equals(text)) {
            throw new IllegalArgumentException("not strict base64url");
        }
        return new Bytes(decoded);
    }

    private static byte @Nullable [] decodeLeniently(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException illegal) {
            // Dropped on purpose: the decoder's message quotes the offending character.
            return null;
        }
    }

    /// Base64url without padding.
    public String toBase64Url() {
        return ENCODER.encodeToString(content);
    }

    /// A copy the caller may change.
    public byte[] toByteArray() {
        return content.clone();
    }

    public int length() {
        return content.length;
    }

    /// Whether both hold the same bytes, in a time that depends on the lengths only.
    ///
    /// For whatever a stranger could guess byte by byte: proofs and tokens.
    public boolean equalsConstantTime(Bytes other) {
        return MessageDigest.isEqual(content, other.content);
    }

    /// Whether the first bits of both are the same.
    ///
    /// @param bits how many; false if one has fewer
    public boolean beginsLike(Bytes other, int bits) {
        int whole = bits / Byte.SIZE;
        int rest = bits % Byte.SIZE;
        int needed = rest == 0 ? whole : whole + 1;
        if (content.length < needed || other.content.length < needed) {
            return false;
        }
        return Arrays.equals(content, 0, whole, other.content, 0, whole)
                && (rest == 0 || ((content[whole] ^ other.content[whole]) & 0xFF) >>> (Byte.SIZE - rest) == 0);
    }

    /// The bytes themselves, for this package's reading only.
    byte[] unsafeArray() {
        return content;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /// Shows the length only, so that a value may stand in a log line.
    @Override
    public String toString() {
        return "Bytes[" + content.length + "]";
    }
}
