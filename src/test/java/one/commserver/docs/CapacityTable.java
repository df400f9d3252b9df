package one.commserver.docs;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What operators plan with, taken from the figures in `docs/benchmarks.md`.
final class CapacityTable {

    private static final int CLIENTS = 10_000;

    private final List<String> figures;

    /// @param benchmarks the page
    CapacityTable(String benchmarks) {
        this.figures = benchmarks.lines().toList();
    }

    String asMarkdown() {
        String batched = "Saturated, 16 messages in flight per pair";
        String single = "Saturated, 1 message in flight per pair";
        String paced = "Paced, 20,000 messages a second";
        String memory = "Memory and connecting";
        String logins = figure(memory, "logins a second: upgrade, challenge, Ed25519");
        return Stream.of(
                        row("what", "measured, one core"),
                        row("---", "---"),
                        row(
                                "messages a second at most, 16 under way for each pair",
                                figure(batched, "messages a second")),
                        row("CPU for each of them", figure(batched, "CPU per message, µs") + " µs"),
                        row(
                                "messages a second at most, one under way for each pair",
                                figure(single, "messages a second")),
                        row("CPU for each of them", figure(single, "CPU per message, µs") + " µs"),
                        row("use of the core at 20,000 messages a second", figure(paced, "busy, % of a core") + " %"),
                        row("latency then, half of the messages", figure(paced, "latency p50, µs") + " µs"),
                        row("latency then, 99 % of the messages", figure(paced, "latency p99, µs") + " µs"),
                        row("logins a second: upgrade, challenge, Ed25519", logins),
                        row("CPU for each of them", figure(memory, "CPU per login, µs") + " µs"),
                        row("10,000 clients log in within", Math.ceilDiv(CLIENTS, number(logins)) + " s"),
                        row(
                                "memory behind these loads",
                                figure(memory, "resident memory behind the loads, MiB") + " MiB"))
                .collect(Collectors.joining("\n"));
    }

    /// The server's median.
    private String figure(String section, String row) {
        return figures.stream()
                .dropWhile(line -> !line.equals("### " + section))
                .filter(line -> line.startsWith("| " + row + " | "))
                .findFirst()
                .map(line -> line.split(" \\| ", -1)[1].replaceAll(" \\(.*", "").strip())
                .orElseThrow(() -> new AssertionError("no figure for " + section + ": " + row));
    }

    private static int number(String figure) {
        return Integer.parseInt(figure.replace(",", "").toLowerCase(Locale.ROOT));
    }

    private static String row(String what, String measured) {
        return "| " + what + " | " + measured + " |";
    }
}
