package one.commserver.crypto;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The bytes that are signed: a label that names protocol and purpose, then each field.
///
/// Label and fields alike are written as their length in 4 bytes, big-endian, and their bytes, so no two lists of
/// fields give the same transcript, except that an absent field is an empty one. For one thread, for one use.
///
/// Spec: framing, whatever is signed.
public final class Transcript {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private Transcript() {}

    /// Starts a transcript for one purpose, for instance `commserver/1 authentication`.
    public static Transcript labelled(String label) {
        if (label.isEmpty()) {
            throw new IllegalArgumentException("a transcript needs a label");
        }
        return new Transcript().add(label);
    }

    /// Adds text as UTF-8; `null` is an absent field, of length 0.
    ///
    /// @throws IllegalArgumentException for an unpaired surrogate, which has no UTF-8
    public Transcript add(@Nullable String field) {
        return add(field == null ? new byte[0] : utf8(field));
    }

    /// Adds bytes as they are.
    public Transcript add(byte[] field) {
        written.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
        written.writeBytes(field);
        return this;
    }

    /// What is signed.
    public byte[] bytes() {
        return written.toByteArray();
    }

    /// What a `proof` field carries.
    public Bytes sha256() {
        return Digests.sha256(bytes());
    }

    /// The usual conversion writes a question mark for what it can't encode, and two texts would sign alike.
    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException unpaired) {
            throw new IllegalArgumentException("text with an unpaired surrogate can't be signed");
        }
    }
}
