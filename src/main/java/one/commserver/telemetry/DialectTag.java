package one.commserver.telemetry;

import java.util.Locale;

/// What a connection speaks, as a tag.
enum DialectTag {
    NATIVE,
    ONE,
    /// Nothing was said yet.
    UNKNOWN,
    /// A word that this list doesn't have.
    OTHER;

    static DialectTag of(String dialect) {
        return switch (dialect.toLowerCase(Locale.ROOT)) {
            case "native" -> NATIVE;
            case "one" -> ONE;
            case "unknown" -> UNKNOWN;
            default -> OTHER;
        };
    }
}
