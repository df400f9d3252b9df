package one.commserver.client.one.plugin;

import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What is encrypted: a head, padding, and a message.
///
/// The head is one byte, with flags in its upper half and in its lower half how many bytes tell the padding's length.
final class Plaintext {

    private static final int TEXT = 0x10;
    private static final int FLAGS = 0xF0;
    private static final int LENGTH_BYTES = 0x0F;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final byte[] REPLACEMENT = "\uFFFD".getBytes(StandardCharsets.UTF_8);

    private Plaintext() {}

    /// @param padding at most 255 bytes; null for a head without a length
    static byte[] of(ConnectionEvent.Text message, byte @Nullable [] padding) {
        return of(TEXT, ByteBuffer.wrap(utf8(message.text())), padding);
    }

    /// @param padding at most 255 bytes; null for a head without a length
    static byte[] of(ConnectionEvent.Binary message, byte @Nullable [] padding) {
        return of(0, message.data().duplicate(), padding);
    }

    private static byte[] of(int flags, ByteBuffer value, byte @Nullable [] padding) {
        int more = padding == null ? 0 : 1 + padding.length;
        ByteBuffer made = ByteBuffer.allocate(1 + more + value.remaining());
        if (padding == null) {
            made.put((byte) flags);
        } else {
            made.put((byte) (flags | 1)).put((byte) padding.length).put(padding);
        }
        return made.put(value).array();
    }

    /// The message in it, a text or a binary one.
    ///
    /// @throws OneException if it has another form
    static ConnectionEvent read(byte[] plaintext) {
        if (plaintext.length == 0) {
            throw malformed();
        }
        int head = plaintext[0];
        int start = 1 + (head & LENGTH_BYTES);
        if ((head & FLAGS & ~TEXT) != 0 || start > plaintext.length) {
            throw malformed();
        }
        int padding = 0;
        for (int i = 1; i < start; i++) {
            padding = padding << Byte.SIZE | Byte.toUnsignedInt(plaintext[i]);
            if (padding > plaintext.length - start) {
                throw malformed();
            }
        }
        start += padding;
        return (head & TEXT) != 0
                ? new ConnectionEvent.Text(text(Arrays.copyOfRange(plaintext, start, plaintext.length)))
                : new ConnectionEvent.Binary(ByteBuffer.wrap(plaintext, start, plaintext.length - start).slice());
    }

    /// As JavaScript writes it: a surrogate that stands alone becomes the replacement character.
    static byte[] utf8(String text) {
        try {
            ByteBuffer encoded =
                    StandardCharsets.UTF_8
                            .newEncoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .replaceWith(REPLACEMENT)
                            .encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException impossible) {
            throw new IllegalStateException("what can't be encoded is replaced", impossible);
        }
    }

    /// As JavaScript reads it: what is no UTF-8 becomes the replacement character, and a byte order mark is no part of
    /// the text.
    static String text(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static OneException malformed() {
        return new OneException(Reason.MALFORMED, "An encrypted message has another form.");
    }
}
