package one.commserver.cli.doctor;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a check that holds has to say. For one thread.
final class Outcome {

    private final String says;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private @Nullable Duration took;
    private boolean warns;
    private boolean skips;

    Outcome(String says) {
        this.says = says;
    }

    /// It holds, and something should be done all the same.
    static Outcome warning(String says) {
        Outcome outcome = new Outcome(says);
        outcome.warns = true;
        return outcome;
    }

    /// There was nothing to look at.
    static Outcome nothing(String says) {
        Outcome outcome = new Outcome(says);
        outcome.skips = true;
        return outcome;
    }

    /// For programs.
    Outcome with(String word, Object value) {
        values.put(word, value);
        return this;
    }

    /// How long it took where that isn't the time of the whole check.
    Outcome took(Duration time) {
        took = time;
        return this;
    }

    Finding finding(Check check, Duration whole) {
        if (skips) {
            return Finding.skipped(check, says);
        }
        Duration time = took == null ? whole : took;
        Duration budget = check.budget();
        boolean late = budget != null && time.compareTo(budget) >= 0;
        return new Finding(check, warns || late ? Finding.Result.WARNING : Finding.Result.OK, time, says, values);
    }
}
