package one.commserver.protocol;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The checks that message records share.
final class Fields {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]*");

    private static final Pattern TIMESTAMP = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

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

    static void text(String field, @Nullable String value, int min, int max) {
        if (value != null && (value.length() < min || value.length() > max)) {
            throw new InvalidFieldException(field, "must have " + min + " to " + max + " characters");
        }
    }

    static void timestamp(String field, String value) {
        if (!TIMESTAMP.matcher(value).matches()) {
            throw new InvalidFieldException(field, "must be RFC 3339 in UTC with milliseconds");
        }
    }

    static void atLeast(String field, long least, @Nullable Long value) {
        if (value != null && value < least) {
            throw new InvalidFieldException(field, "must be at least " + least);
        }
    }

    static void channel(int number) {
        atLeast("channel", 1, (long) number);
    }

    static void require(String field, boolean holds, String rule) {
        if (!holds) {
            throw new InvalidFieldException(field, rule);
        }
    }
}
