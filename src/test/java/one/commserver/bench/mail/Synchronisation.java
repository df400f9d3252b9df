package one.commserver.bench.mail;

import one.commserver.bench.join.Contender;
import one.commserver.bench.load.Figures;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.report.Cells;
import one.commserver.bench.report.Section;
import one.commserver.bench.report.Table;
import one.commserver.bench.run.Lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Objects go through mailboxes: left, fetched, acknowledged, and the sender hears of it.
public final class Synchronisation {

    private static final double MIB = 1 << 20;

    /// All that were delivered are remembered for a while, and the heap is small.
    private static final String FORGETFUL = "--commserver.mailbox.id-memory=5s";

    private static final List<Kind> KINDS =
            List.of(new Kind("1 KiB", 16, 1024), new Kind("1 KiB", 1, 1024), new Kind("64 KiB", 4, 64 * 1024));

    private record Kind(String name, int window, int size) {

        private String title() {
            return "%s, %d under way".formatted(name, window);
        }
    }

    private Synchronisation() {}

    /// Measures at a server of its own.
    public static List<Section> measure(Lab lab) throws Exception {
        try (ServerProcess process = lab.servers().server("server-mail", FORGETFUL)) {
            Contender server = lab.channels("mailboxes", process);
            int pairs = lab.settings().pairs();
            Correspondences letters = Correspondences.at(lab.loop(), process.address(), pairs);
            var results = new LinkedHashMap<Kind, List<Figures>>();
            measure(server, letters, KINDS.getFirst(), Duration.ZERO, lab.settings().warmUp());
            for (Kind kind : KINDS) {
                measure(server, letters, kind, Duration.ZERO, lab.settings().shortWarmUp());
            }
            for (int round = 1; round <= lab.settings().fewerRounds(); round++) {
                for (Kind kind : KINDS) {
                    results.computeIfAbsent(kind, first -> new ArrayList<>())
                            .add(measure(server, letters, kind, lab.settings().settling(), lab.settings().measured()));
                }
                Lab.say("round " + round + " of " + lab.settings().fewerRounds() + " of the mailboxes");
            }
            return List.of(section(pairs, results));
        }
    }

    private static Figures measure(
            Contender server, Correspondences letters, Kind kind, Duration settling, Duration measured)
            throws Exception {
        return server.measure(
                letters.load(kind.window(), kind.size()),
                letters.recorder(),
                letters.recorder()::arrived,
                letters::isDrained,
                settling,
                measured);
    }

    private static Section section(int pairs, Map<Kind, List<Figures>> results) {
        var table =
                new Table(
                        "objects for each pair",
                        "objects a second",
                        "MiB a second",
                        "server's CPU per object, µs",
                        "clients' CPU per object, µs",
                        "server busy, % of a core",
                        "latency p50, µs",
                        "latency p99, µs");
        results.forEach((kind, rounds) ->
                table.row(
                        kind.title(),
                        Cells.cell("%,.0f", rounds, Figures::perSecond),
                        Cells.cell("%.1f", rounds, figures -> figures.perSecond() * kind.size() / MIB),
                        Cells.cell("%.1f", rounds, Figures::cpuMicros),
                        Cells.cell("%.1f", rounds, Figures::clientCpuMicros),
                        Cells.cell("%.0f", rounds, Figures::busyPercent),
                        Cells.cell("%,.0f", rounds, figures -> figures.micros(50)),
                        Cells.cell("%,.0f", rounds, figures -> figures.micros(99))));
        return new Section("Synchronisation: %d pairs, through mailboxes".formatted(pairs), table.toString());
    }
}
