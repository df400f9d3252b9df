package one.commserver.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// What a run does. Each has a system property of its name, `bench.pairs` and so on; one that is absent or empty has
/// its default.
///
/// @param quick a run to try things out, whose figures mean nothing
/// @param write whether the report goes into the documentation
/// @param pairs how many clients send to how many others
/// @param rate messages a second of all pairs together, where the load is paced
/// @param rounds how often each is measured; the medians count
/// @param seconds how long one measurement takes
/// @param loops event loops of whatever is measured; it has one core
/// @param parts which parts of the run beside the loads at all that relay; empty: all
/// @param jvm more options for the JVMs that are measured
public record Settings(
        boolean quick,
        boolean write,
        int pairs,
        int rate,
        int rounds,
        int seconds,
        int loops,
        List<String> parts,
        List<String> jvm) {

    /// @throws IllegalArgumentException if parts of a run are to go into the documentation
    public Settings {
        if (write && !parts.isEmpty()) {
            throw new IllegalArgumentException("a run of some parts does not go into the documentation");
        }
        parts = List.copyOf(parts);
        jvm = List.copyOf(jvm);
    }

    /// As the system properties say.
    ///
    public static Settings ofSystem() {
        boolean quick = Boolean.parseBoolean(property("quick", "false"));
        return new Settings(
                quick,
                Boolean.parseBoolean(property("write", "false")),
                Integer.parseInt(property("pairs", "50")),
                Integer.parseInt(property("rate", "20000")),
                Integer.parseInt(property("rounds", quick ? "1" : "5")),
                Integer.parseInt(property("seconds", quick ? "1" : "3")),
                Integer.parseInt(property("loops", "1")),
                words("parts", ","),
                words("jvm", " "));
    }

    /// Whether this part belongs to the run.
    public boolean wants(String part) {
        return parts.isEmpty() || parts.contains(part);
    }

    /// How often that is measured which doesn't stand in the middle.
    public int fewerRounds() {
        return Math.min(3, rounds);
    }

    /// How long a load runs before it is measured for the first time: most of the code is compiled then.
    public Duration warmUp() {
        return quick ? Duration.ofSeconds(2) : Duration.ofSeconds(8);
    }

    /// The same where most of it is compiled already.
    public Duration shortWarmUp() {
        return quick ? Duration.ofSeconds(1) : Duration.ofSeconds(3);
    }

    /// The same for logins, which take a longer way through more code.
    public Duration loginWarmUp() {
        return quick ? Duration.ofSeconds(3) : Duration.ofSeconds(60);
    }

    /// How long a load runs in each round before it is measured.
    public Duration settling() {
        return Duration.ofMillis(500);
    }

    /// How long one measurement takes.
    public Duration measured() {
        return Duration.ofSeconds(seconds);
    }

    /// What brings about this run.
    public String command() {
        var command = new StringBuilder("./mvnw -Pbench verify");
        for (String name : List.of("quick", "pairs", "rate", "rounds", "seconds", "loops", "parts", "jvm")) {
            String value = property(name, "");
            if (!value.isEmpty()) {
                command.append(" '-Dbench.").append(name).append('=').append(value).append('\'');
            }
        }
        return command.toString();
    }

    private static List<String> words(String name, String separator) {
        return Arrays.stream(property(name, "").split(separator, -1)).filter(word -> !word.isEmpty()).toList();
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty("bench." + name, "");
        return value.isEmpty() ? otherwise : value;
    }
}
