package one.commserver.cli.doctor;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/// What came of one check.
///
/// @param time what counts against the budget; null: nothing was measured
/// @param says what was found, or what is wrong
/// @param values the same for programs: words to numbers, texts or lists of them
public record Finding(Check check, Result result, @Nullable Duration time, String says, Map<String, Object> values) {

    /// How good that is.
    public enum Result {
        /// As it should be.
        OK,
        /// It works, but is slow or won't work for long.
        WARNING,
        /// It doesn't work.
        FAILED,
        /// It wasn't looked at.
        SKIPPED;

        /// As reports have it.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A check that can't be made.
    static Finding skipped(Check check, String why) {
        return new Finding(check, Result.SKIPPED, null, why, Map.of());
    }
}
