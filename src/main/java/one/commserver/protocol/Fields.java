package one.commserver.protocol;

import one.commserver.crypto.Bytes;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.util.regex.Pattern;

/// The checks that message records share. An absent optional field passes each of them.
final class Fields {

    /// The largest whole number in JSON: every language reads it without loss.
    static final long MAX_NUMBER = (1L << 53) - 1;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]*");

    private static final Pattern VISIBLE = Pattern.compile("[!-~]*");

    private Fields() {}

    static void ref(@Nullable String ref) {
        text("ref", ref, 0, Message.MAX_REF);
    }

    /// A name that a client chooses: ASCII letters, digits, `.`, `_` and `-`.
    static void name(String field, @Nullable String value, int min, int max) {
        text(field, value, min, max);
        if (value != null && !NAME.matcher(value).matches()) {
            throw new InvalidFieldException(field, "may contain A-Z, a-z, 0-9, '.', '_' and '-' only");
        }
    }

    /// Text of visible ASCII characters.
    static void visible(String field, @Nullable String value, int min, int max) {
        text(field, value, min, max);
        if (value != null && !VISIBLE.matcher(value).matches()) {
            throw new InvalidFieldException(field, "may contain visible ASCII characters only");
        }
    }

    /// Any text that can be written as UTF-8. Characters are Unicode code points.
    static void text(String field, @Nullable String value, int min, int max) {
        if (value == null) {
            return;
        }
        if (isHalved(value)) {
            throw new InvalidFieldException(field, "must not contain half of a surrogate pair");
        }
        int length = value.codePointCount(0, value.length());
        if (length < min || length > max) {
            throw new InvalidFieldException(field, "must have " + min + " to " + max + " characters");
        }
    }

    static void time(String field, @Nullable String value) {
        if (value == null) {
            return;
        }
        try {
            WireTime.parse(value);
        } catch (DateTimeException e) {
            throw new InvalidFieldException(field, "must be a moment like 2026-01-31T12:00:00.000Z");
        }
    }

    static void bytes(String field, @Nullable Bytes value, int min, int max) {
        if (value != null && (value.length() < min || value.length() > max)) {
            String rule = min == max ? "must be " + min + " bytes" : "must be " + min + " to " + max + " bytes";
            throw new InvalidFieldException(field, rule);
        }
    }

    /// Two fields of which none makes sense alone.
    static void together(String field, @Nullable Object value, String other, @Nullable Object otherValue) {
        if ((value == null) != (otherValue == null)) {
            throw new InvalidFieldException(field, "must be there exactly where '" + other + "' is");
        }
    }

    static void atLeast(String field, long least, @Nullable Long value) {
        if (value != null && (value < least || value > MAX_NUMBER)) {
            throw new InvalidFieldException(field, "must be a whole number from " + least + " to " + MAX_NUMBER);
        }
    }

    /// A number within bounds.
    static void range(String field, long least, long most, @Nullable Number value) {
        if (value != null && (value.longValue() < least || value.longValue() > most)) {
            throw new InvalidFieldException(field, "must be a whole number from " + least + " to " + most);
        }
    }

    static void between(String field, int least, int most, int size) {
        if (size < least) {
            throw new InvalidFieldException(field, "must have at least " + least + " elements");
        }
        atMost(field, most, size);
    }

    static void atMost(String field, int most, int size) {
        if (size > most) {
            throw new InvalidFieldException(field, "must have at most " + most + " elements");
        }
    }

    static void channel(@Nullable Integer number) {
        if (number != null) {
            count("channel", number);
        }
    }

    /// A number from 1 to the largest of 31 bits.
    static void count(String field, int value) {
        if (value < 1) {
            throw new InvalidFieldException(field, "must be a whole number from 1 to " + Integer.MAX_VALUE);
        }
    }

    /// Whether a text holds a high surrogate without a low one, or the other way round.
    private static boolean isHalved(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /// A field of a message breaks its rule. Its message names field and rule, never the value.
    static final class InvalidFieldException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final String field;

        /// @param field the name on the wire
        /// @param rule what it must be, to follow the field's name in a sentence
        InvalidFieldException(String field, String rule) {
            super("field '" + field + "' " + rule);
            this.field = field;
        }

        /// The field's name on the wire.
        String field() {
            return field;
        }
    }
}
