package one.commserver.client.one;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// What JavaScript's functions of these names do, character by character: others compare links as texts.
final class UriComponent {

    private static final String UNESCAPED = "-_.!~*'()";
    private static final HexFormat UPPER = HexFormat.of().withUpperCase();
    private static final HexFormat LOWER = HexFormat.of();

    private UriComponent() {}

    /// `encodeURIComponent`.
    ///
    /// @param text without surrogates that stand alone
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) Byte.toUnsignedInt(each);
            if (isAlphanumeric(c) || UNESCAPED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(UPPER.toHexDigits(each));
            }
        }
        return encoded.toString();
    }

    /// `decodeURIComponent`.
    ///
    /// @throws IllegalArgumentException where that throws
    static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); ) {
            int next = text.codePointAt(i);
            if (next == '%') {
                if (i + 2 >= text.length()) {
                    throw new IllegalArgumentException("a percent sign without two digits");
                }
                bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 3;
            } else {
                bytes.writeBytes(Character.toString(next).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(next);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("no UTF-8", notUtf8);
        }
    }

    /// `JSON.stringify` of a text.
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ' || isAlone(text, i)) {
                        quoted.append("\\u").append(LOWER.toHexDigits(c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /// Whether there is half of a character.
    private static boolean isAlone(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
