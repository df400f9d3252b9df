package one.commserver.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Puts the figures into words, in Markdown.
final class Report {

    private static final Path TARGET = Path.of("target/benchmarks.md");
    private static final Path DOCUMENT = Path.of("docs/benchmarks.md");
    private static final String BEGIN = "<!-- figures: written by the benchmark -->";
    private static final String END = "<!-- end of figures -->";
    private static final double MIB = 1 << 20;

    private final Settings settings;
    private final String circumstances;
    private final Results results;
    private final StringBuilder text = new StringBuilder();

    /// @param circumstances under which the run took place
    Report(Settings settings, String circumstances, Results results) {
        this.settings = settings;
        this.circumstances = circumstances;
        this.results = results;
    }

    /// Prints it, writes it to `target`, and into the documentation if the settings say so.
    void publish(String limits, String options) throws IOException {
        introduction(limits, options);
        results.loads().forEach((title, rounds) -> load(title, "CommServer", "bare Netty", rounds));
        results.instrumentation()
                .forEach((title, rounds) -> load("Instrumentation: " + title, "with", "without", rounds));
        results.nodes().forEach((title, rounds) -> load("Across two nodes: " + title, "two nodes", "one node", rounds));
        rest();
        results.clients().forEach(this::clients);
        meetings();
        starts();
        System.out.println(text);
        Files.writeString(TARGET, text);
        if (settings.write()) {
            String document = Files.readString(DOCUMENT);
            int begin = document.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(
                    DOCUMENT, document.substring(0, begin) + "\n" + text + document.substring(document.indexOf(END)));
        }
    }

    private void introduction(String limits, String options) throws IOException {
        if (settings.quick()) {
            line("**A quick run: nothing was warm, these figures mean nothing.**");
            line("");
        }
        line("Command: `%s`".formatted(settings.command()));
        line("");
        line("- Machine: %s; %s.".formatted(Machine.description(), circumstances));
        line(
                ("- Load: %d pairs, messages of %d bytes, one way, sender to server to receiver. No message was lost,"
                                + " wrong or out of order.")
                        .formatted(settings.pairs(), Message.SIZE));
        line(
                ("- Figures: medians of %d rounds of %.1f s, what stands side by side in turn; in brackets the lowest"
                                + " and the highest round. The maximum is that of all rounds.")
                        .formatted(settings.rounds(), settings.measured().toMillis() / 1e3));
        line("- Both JVMs: `%s`; event loops: %d.".formatted(options, settings.loops()));
        line(
                "- The server's limits were raised, and strangers may open channels; no other check was switched off: `%s`."
                        .formatted(limits));
        line("");
    }

    private void load(String title, String measured, String baseline, Results.Comparison rounds) {
        line("### " + title);
        line("");
        line("| | %s | %s | ratio |".formatted(measured, baseline));
        line("|---|---|---|---|");
        row("CPU per message, µs", "%.2f", rounds, Figures::cpuMicros);
        row("messages a second", "%,.0f", rounds, Figures::perSecond);
        row("busy, % of a core", "%.0f", rounds, Figures::busyPercent);
        row("latency p50, µs", "%,.0f", rounds, figures -> figures.micros(50));
        row("latency p99, µs", "%,.0f", rounds, figures -> figures.micros(99));
        row("latency p99.9, µs", "%,.0f", rounds, figures -> figures.micros(99.9));
        line(
                "| latency, maximum, µs | %,.0f | %,.0f | |"
                        .formatted(maximum(rounds.server()), maximum(rounds.baseline())));
        line("");
    }

    private void rest() {
        line("### Memory and connecting");
        line("");
        line("| | CommServer | bare Netty |");
        line("|---|---|---|");
        line(
                "| resident memory behind the loads, MiB | %.0f | %.0f |"
                        .formatted(results.serverBytes() / MIB, results.baselineBytes() / MIB));
        line(
                "| logins a second: upgrade, challenge, Ed25519 | %s | |"
                        .formatted(cell("%,.0f", logins(Figures::perSecond))));
        line("| CPU per login, µs | %s | |".formatted(cell("%,.0f", logins(Figures::cpuMicros))));
        line("");
    }

    private void clients(String title, Results.Clients rounds) {
        line("### Clients of the library, " + title);
        line("");
        line("| | raw generator | plain channels | ratio | encrypted | ratio |");
        line("|---|---|---|---|---|---|");
        row("messages a second", "%,.0f", rounds, Figures::perSecond);
        row("server's CPU per message, µs", "%.2f", rounds, Figures::cpuMicros);
        row("clients' CPU per message, µs", "%.2f", rounds, Figures::clientCpuMicros);
        row("server busy, % of a core", "%.0f", rounds, Figures::busyPercent);
        line("");
    }

    private void meetings() {
        line("### Clients of the library, meeting");
        line("");
        line("| | |");
        line("|---|---|");
        line("| meetings a second: two logins, channel, key agreement | %s |".formatted(meetings(Figures::perSecond)));
        line("| server's CPU per meeting, µs | %s |".formatted(meetings(Figures::cpuMicros)));
        line("| clients' CPU per meeting, µs | %s |".formatted(meetings(Figures::clientCpuMicros)));
        line("");
    }

    private void starts() {
        line("### Starting");
        line("");
        line("| | time, s | CPU, s | resident memory, MiB |");
        line("|---|---|---|---|");
        results.starts()
                .forEach((way, starts) ->
                        line(
                                "| %s | %s | %s | %s |"
                                        .formatted(
                                                way,
                                                cell("%.1f", starts, start -> start.time().toMillis() / 1e3),
                                                cell("%.1f", starts, start -> start.cpu().toMillis() / 1e3),
                                                cell("%.0f", starts, start -> start.resident() / MIB))));
        line("");
    }

    private static String cell(String format, List<StartUp.Start> starts, ToDoubleFunction<StartUp.Start> figure) {
        return cell(format, starts.stream().map(figure::applyAsDouble).sorted().toList());
    }

    private String meetings(ToDoubleFunction<Figures> figure) {
        return cell("%,.0f", values(results.meetings(), figure));
    }

    private List<Double> logins(ToDoubleFunction<Figures> figure) {
        return values(results.logins(), figure);
    }

    private void row(String name, String format, Results.Comparison rounds, ToDoubleFunction<Figures> figure) {
        List<Double> server = values(rounds.server(), figure);
        List<Double> baseline = values(rounds.baseline(), figure);
        line(
                "| %s | %s | %s | %.2f |"
                        .formatted(
                                name, cell(format, server), cell(format, baseline), median(server) / median(baseline)));
    }

    private void row(String name, String format, Results.Clients rounds, ToDoubleFunction<Figures> figure) {
        List<Double> raw = values(rounds.raw(), figure);
        List<Double> plain = values(rounds.plain(), figure);
        List<Double> encrypted = values(rounds.encrypted(), figure);
        line(
                "| %s | %s | %s | %.2f | %s | %.2f |"
                        .formatted(
                                name,
                                cell(format, raw),
                                cell(format, plain),
                                median(plain) / median(raw),
                                cell(format, encrypted),
                                median(encrypted) / median(raw)));
    }

    private static List<Double> values(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
        return rounds.stream().map(figure::applyAsDouble).sorted().toList();
    }

    private static String cell(String format, List<Double> sorted) {
        String all = format + " (" + format + "–" + format + ")";
        return all.formatted(median(sorted), sorted.getFirst(), sorted.getLast());
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double maximum(List<Figures> rounds) {
        return rounds.stream().mapToDouble(figures -> figures.micros(100)).max().orElse(0);
    }

    private void line(String words) {
        text.append(words).append('\n');
    }
}
