package one.commserver.bench.run;

import com.sun.management.UnixOperatingSystemMXBean;

import one.commserver.bench.join.Contender;
import one.commserver.bench.load.Figures;
import one.commserver.bench.machine.Footprint;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.relay.BareRelay;
import one.commserver.bench.report.Cells;
import one.commserver.bench.report.Drawing;
import one.commserver.bench.report.LinePlot;
import one.commserver.bench.report.Rounds;
import one.commserver.bench.report.Section;
import one.commserver.bench.report.Table;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// More and more connections: what an idle one takes, and what a message costs among so many.
public final class Growth {

    private static final int SOME = 1_000;

    /// This process needs some beside, and two for each pair of all that relay.
    private static final int DESCRIPTORS_BESIDE = 500;

    private static final int DESCRIPTORS_FOR_PAIR = 14;

    /// So many take more than the usual loads do. The heap doesn't grow, nor does the part of it that garbage takes: what
    /// is added to the resident memory is what is kept.
    private static final List<String> OPTIONS =
            List.of("-Xms2g", "-Xmx2g", "-Xmn64m", "-XX:+UseCompactObjectHeaders", Footprint.OPTION);

    /// Where the system doesn't tell.
    private static final int LEAST_DESCRIPTORS = 4_096;

    private static final int AT_ONCE = 32;
    private static final long MOST_BYTES = 8 * 1024;

    private final Lab lab;
    private final int wanted;
    private final List<Integer> steps;
    private final List<Crowd> crowds = new ArrayList<>();

    /// Those at one server, and what they take.
    private record Crowd(Contender contender, Rounds rounds, List<Footprint> footprints) {

        private Crowd(Contender contender) {
            this(contender, new Rounds(), new ArrayList<>());
        }

        /// What each of the last ones has added.
        private long each(ToLongFunction<Footprint> part, int added) {
            long before = part.applyAsLong(footprints.get(footprints.size() - 2));
            return (part.applyAsLong(footprints.getLast()) - before) / added;
        }
    }

    private Growth(Lab lab) {
        this.lab = lab;
        int possible = descriptors() - DESCRIPTORS_BESIDE - DESCRIPTORS_FOR_PAIR * lab.settings().pairs();
        this.wanted = lab.settings().extent().crowd();
        int most = Math.min(wanted, possible) / 2 * 2;
        this.steps = List.of(10, Math.min(SOME, most / 4 * 2), most);
    }

    /// Measures the server and the baseline.
    public static List<Section> measure(Lab lab) throws Exception {
        var growth = new Growth(lab);
        // one behind the other: the clients of both are more than this process may have
        try (ServerProcess server = lab.servers().server("server-crowd", OPTIONS)) {
            Contender contender = lab.channels(Names.SERVER, server);
            Connecting.warmUp(lab, contender, false);
            growth.grow(contender);
        }
        try (ServerProcess inPlace = lab.servers().bare(BareRelay.IN_PLACE, OPTIONS)) {
            Contender contender = lab.upgrades(Names.IN_PLACE, inPlace);
            Connecting.warmUp(lab, contender, true);
            growth.grow(contender);
        }
        return List.of(growth.memory(), growth.cost());
    }

    private void grow(Contender contender) throws Exception {
        var crowd = new Crowd(contender);
        crowds.add(crowd);
        for (int step : steps) {
            crowd.footprints().add(Footprint.of(contender.process()));
            contender.arrive(step - contender.ends().size(), AT_ONCE);
            crowd.footprints().add(Footprint.of(contender.process()));
            contender.join();
            contender.measure(lab.paced(contender), Duration.ZERO, lab.settings().shortWarmUp());
            for (int round = 1; round <= lab.settings().fewerRounds(); round++) {
                crowd.rounds().add(Integer.toString(step), lab.measure(contender, lab.paced(contender)));
            }
            Lab.say("%,d connections at %s".formatted(step, contender.name()));
        }
        contender.leave();
    }

    private Section memory() {
        int last = steps.getLast();
        int added = last - steps.get(steps.size() - 2);
        var table = new Table("for each of %,d more".formatted(added), Names.SERVER, Names.IN_PLACE);
        table.row(row("heap behind a collection, bytes", Footprint::heap, added));
        table.row(row("direct memory, bytes", Footprint::direct, added));
        table.row(row("both together, bytes", Footprint::heapAndDirect, added));
        table.row(row("growth of the resident memory, bytes", Footprint::resident, added));
        Crowd server = crowds.getFirst();
        lab.targets()
                .bytes(
                        "an idle connection: heap and direct memory",
                        MOST_BYTES,
                        server.each(Footprint::heapAndDirect, added));
        lab.targets()
                .bytes(
                        "an idle connection: growth of the resident memory",
                        MOST_BYTES,
                        server.each(Footprint::resident, added));
        return new Section("Idle connections: %,d of them".formatted(last), limit(last) + table);
    }

    private String[] row(String name, ToLongFunction<Footprint> part, int added) {
        var cells = new ArrayList<>(List.of(name));
        for (Crowd crowd : crowds) {
            cells.add("%,d".formatted(crowd.each(part, added)));
        }
        return cells.toArray(String[]::new);
    }

    private Section cost() {
        var table = new Table("connections", Names.SERVER + ": CPU per message, µs", Names.IN_PLACE, "ratio");
        var plot = new LinePlot("CPU per message, µs", "connections");
        for (int step : steps) {
            String name = Integer.toString(step);
            for (Crowd crowd : crowds) {
                plot.point(crowd.contender().name(), step, Cells.median(crowd.rounds().of(name), Figures::cpuMicros));
            }
            List<Figures> server = crowds.getFirst().rounds().of(name);
            List<Figures> bare = crowds.getLast().rounds().of(name);
            table.row(
                    "%,d".formatted(step),
                    Cells.cell("%.2f", server, Figures::cpuMicros),
                    Cells.cell("%.2f", bare, Figures::cpuMicros),
                    "%.2f"
                            .formatted(
                                    Cells.median(server, Figures::cpuMicros) / Cells.median(bare, Figures::cpuMicros)));
        }
        return new Section(
                        "More connections: %,d messages a second altogether".formatted(lab.settings().rate()),
                        table.toString())
                .with(
                        new Drawing(
                                "benchmarks-connections",
                                "CPU per message by the number of connections",
                                plot.asSvg()));
    }

    private String limit(int connections) {
        return connections >= wanted
                ? ""
                : "%,d were wanted; a process here may have %,d descriptors.%n%n".formatted(wanted, descriptors());
    }

    private static int descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount())
                : LEAST_DESCRIPTORS;
    }
}
