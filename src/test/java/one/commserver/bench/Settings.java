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
/// @param loops event loops of whatever is measured; it has one core
/// @param jvm more options for the JVMs that are measured
record Settings(boolean quick, boolean write, int pairs, int rate, int rounds, int loops, List<String> jvm) {

    static Settings ofSystem() {
        boolean quick = Boolean.parseBoolean(property("quick", "false"));
        return new Settings(
                quick,
                Boolean.parseBoolean(property("write", "false")),
                Integer.parseInt(property("pairs", "50")),
                Integer.parseInt(property("rate", "20000")),
                Integer.parseInt(property("rounds", quick ? "1" : "5")),
                Integer.parseInt(property("loops", "1")),
                Arrays.stream(property("jvm", "").split(" ", -1)).filter(option -> !option.isEmpty()).toList());
    }

    /// How long a load runs before it is measured for the first time: most of the code is compiled then.
    Duration warmUp() {
        return quick ? Duration.ofSeconds(2) : Duration.ofSeconds(8);
    }

    /// The same for logins, which take a longer way through more code.
    Duration loginWarmUp() {
        return quick ? Duration.ofSeconds(3) : Duration.ofSeconds(20);
    }

    /// How long a load runs in each round before it is measured.
    Duration settling() {
        return Duration.ofMillis(500);
    }

    /// How long one measurement takes.
    Duration measured() {
        return quick ? Duration.ofMillis(1500) : Duration.ofSeconds(3);
    }

    /// What brings about this run.
    String command() {
        var command = new StringBuilder("./mvnw -Pbench verify");
        for (String name : List.of("quick", "pairs", "rate", "rounds", "loops", "jvm")) {
            String value = property(name, "");
            if (!value.isEmpty()) {
                command.append(" '-Dbench.").append(name).append('=').append(value).append('\'');
            }
        }
        return command.toString();
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty("bench." + name, "");
        return value.isEmpty() ? otherwise : value;
    }
}
