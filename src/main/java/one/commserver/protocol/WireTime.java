package one.commserver.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;

/// A moment as it travels: RFC 3339 in UTC with exactly three digits for milliseconds, `2026-01-31T12:00:00.000Z`.
///
/// Spec: chapter 2, values.
public final class WireTime {

    /// Characters of a moment.
    public static final int LENGTH = 24;

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT)
                    .withZone(ZoneOffset.UTC);

    private WireTime() {}

    /// The moment as text, cut to milliseconds.
    public static String format(Instant moment) {
        return FORMAT.format(moment);
    }

    /// The moment that the text says.
    ///
    /// @throws DateTimeException for any other spelling, and for a day or time that doesn't exist
    public static Instant parse(String text) {
        if (text.length() != LENGTH) {
            throw new DateTimeException("a moment has " + LENGTH + " characters");
        }
        return FORMAT.parse(text, Instant::from);
    }
}
