package one.commserver.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads durations as the server's configuration has them: `90s`, `10m`, `1h`, `2d`.
final class DurationConverter implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([smhd])");

    /// No longer than whatever counts it in nanoseconds can count.
    private static final Duration LONGEST = Duration.ofDays(365);

    @Override
    public Duration convert(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new TypeConversionException("'" + text + "' is no duration like 90s, 10m, 1h or 2d");
        }
        long number = Long.parseLong(parts.group(1));
        Duration duration =
                switch (parts.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                };
        if (duration.isZero()) {
            throw new TypeConversionException("a duration is longer than nothing");
        } else if (duration.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("a duration is at most 365d");
        }
        return duration;
    }

    /// The same the other way round, in the largest unit that fits.
    static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        } else if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
