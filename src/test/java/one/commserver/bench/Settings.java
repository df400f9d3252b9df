package one.commserver.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// What a run does. Each has a system property of its name, `bench.pairs` and so on; one that is absent or empty has
/// its default.
///
/// @param extent how long all takes; what else is here has its defaults from it
/// @param write whether the report goes into the documentation
/// @param pairs how many clients send to how many others
/// @param rate messages a second of all pairs together, where the load is paced
/// @param rounds how often each is measured; the medians count
/// @param measured how long one measurement takes; as a property it is `seconds`
/// @param loops event loops of whatever is measured; it has one core
/// @param parts which parts of the run beside the loads at all that relay; empty: all
/// @param jvm more options for the JVMs that are measured
/// @param jar the server
public record Settings(
        Extent extent,
        boolean write,
        int pairs,
        int rate,
        int rounds,
        Duration measured,
        int loops,
        List<String> parts,
        List<String> jvm,
        Path jar) {

    private static final List<String> NAMES =
            List.of("extent", "pairs", "rate", "rounds", "seconds", "loops", "parts", "jvm", "jar");

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
    /// @throws IllegalArgumentException if one of them can't be read
    public static Settings ofSystem() {
        Extent extent = Extent.of(property("extent", Extent.WHOLE.name()));
        String seconds = property("seconds", "");
        return new Settings(
                extent,
                Boolean.parseBoolean(property("write", "false")),
                number("pairs", extent.pairs()),
                number("rate", extent.rate()),
                number("rounds", extent.rounds()),
                seconds.isEmpty() ? extent.measured() : Duration.ofSeconds(Integer.parseInt(seconds)),
                number("loops", 1),
                words("parts", ","),
                words("jvm", " "),
                Path.of(property("jar", "target/commserver.jar")));
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
        return extent.warmUp();
    }

    /// The same where most of it is compiled already.
    public Duration shortWarmUp() {
        return extent.shortWarmUp();
    }

    /// The same for logins, which take a longer way through more code.
    public Duration loginWarmUp() {
        return extent.loginWarmUp();
    }

    /// How long a load runs in each round before it is measured.
    public Duration settling() {
        return extent.settling();
    }

    /// What brings about this run.
    public String command() {
        var command = new StringBuilder("./mvnw -Pbench verify");
        for (String name : NAMES) {
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

    private static int number(String name, int otherwise) {
        return Integer.parseInt(property(name, Integer.toString(otherwise)));
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty("bench." + name, "");
        return value.isEmpty() ? otherwise : value;
    }
}
