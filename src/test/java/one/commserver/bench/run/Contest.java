package one.commserver.bench.run;

import one.commserver.bench.join.Contender;
import one.commserver.bench.load.Figures;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.relay.BareRelay;
import one.commserver.bench.report.BarPlot;
import one.commserver.bench.report.Cells;
import one.commserver.bench.report.Drawing;
import one.commserver.bench.report.Rounds;
import one.commserver.bench.report.Section;
import one.commserver.bench.report.Table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The usual loads at all that relay, in turn. Its servers stay until it is closed, and others may use them.
public final class Contest implements AutoCloseable {

    private static final double MIB = 1 << 20;
    private static final double MOST_CPU = 1.15;
    private static final double MOST_CPU_OF_DECODING = 0.55;
    private static final double MOST_CPU_OF_NATS = 0.35;
    private static final double MOST_CPU_OF_NODE = 0.1;
    private static final double MOST_MEDIAN = 1.2;
    private static final double MOST_NINETY_NINTH = 2;

    private final Lab lab;
    private final List<ServerProcess> processes = new ArrayList<>();
    private final Others others;
    private final Contender server;
    private final Contender one;
    private final Contender inPlace;
    private final Contender decoding;
    private final List<Contender> all = new ArrayList<>();
    private Map<String, Rounds> results = Map.of();
    private String memory = "";

    private Contest(Lab lab) throws Exception {
        this.lab = lab;
        this.others = new Others(lab);
        Servers servers = lab.servers();
        server = lab.channels(Names.SERVER, started(servers.server("server")));
        one = lab.handovers(Names.ONE, server.process());
        inPlace = lab.upgrades(Names.IN_PLACE, started(servers.bare(BareRelay.IN_PLACE)));
        decoding = lab.upgrades(Names.DECODING, started(servers.bare(BareRelay.DECODING)));
        all.addAll(List.of(server, inPlace, decoding, one));
    }

    /// Starts all, and joins the pairs.
    ///
    /// @throws Exception if any doesn't start
    public static Contest prepare(Lab lab) throws Exception {
        var contest = new Contest(lab);
        try {
            contest.all.addAll(contest.others.start());
            for (Contender each : contest.all) {
                each.join(lab.settings().pairs());
                lab.warmUp(each, lab.loads());
                Lab.say(each.name() + " is warm");
            }
            return contest;
        } catch (Exception failure) {
            contest.close();
            throw failure;
        }
    }

    /// Measures.
    ///
    /// @throws Exception if anything went wrong at any client
    public void run() throws Exception {
        results = lab.compare("all", lab.settings().rounds(), lab.loads(), all);
        results.forEach(this::judge);
        memory =
                new Table("", Names.SERVER, Names.IN_PLACE, Names.DECODING)
                        .row("resident memory behind the loads, MiB", mib(server), mib(inPlace), mib(decoding))
                        .toString();
    }

    private void judge(String title, Rounds rounds) {
        if (lab.saturated().containsKey(title)) {
            cpu(title, rounds, Names.SERVER, Names.IN_PLACE, MOST_CPU);
            cpu(title, rounds, Names.ONE, Names.IN_PLACE, MOST_CPU);
            cpu(title, rounds, Names.SERVER, Names.DECODING, MOST_CPU_OF_DECODING);
            cpu(title, rounds, Names.SERVER, Names.NATS, MOST_CPU_OF_NATS);
            cpu(title, rounds, Names.SERVER, Names.NODE, MOST_CPU_OF_NODE);
        } else {
            latency(title, rounds, 50, MOST_MEDIAN);
            latency(title, rounds, 99, MOST_NINETY_NINTH);
        }
    }

    private void cpu(String title, Rounds rounds, String one, String other, double limit) {
        if (rounds.has(other)) {
            String what = "%s: CPU per message of %s to %s".formatted(title, one, other);
            lab.targets().ratio(what, limit, rounds.ratio(one, other, Figures::cpuMicros));
        }
    }

    private void latency(String title, Rounds rounds, double percentile, double limit) {
        String what = "%s: latency p%.0f of %s".formatted(title, percentile, Names.SERVER);
        double ratio = rounds.ratio(Names.SERVER, Names.IN_PLACE, figures -> figures.micros(percentile));
        lab.targets().ratio(what, limit, ratio);
    }

    /// The server's own.
    public Contender server() {
        return server;
    }

    /// The baseline's.
    public Contender inPlace() {
        return inPlace;
    }

    /// The second baseline's.
    public Contender decoding() {
        return decoding;
    }

    /// The server against both baselines, in each load. The first one is headed by what all of them cost.
    public List<Section> loads() {
        var sections = new ArrayList<>(sections("", Names.SERVER, Names.IN_PLACE, Names.DECODING));
        sections.addFirst(sections.removeFirst().with(plot()));
        return sections;
    }

    /// The other dialect against the baseline, in each load.
    public List<Section> dialects() {
        return sections("ONE dialect: ", Names.ONE, Names.IN_PLACE, Names.SERVER);
    }

    /// The server against what others have, in each load, and what isn't there.
    public List<Section> alternatives() {
        List<Section> sections =
                others.names().isEmpty()
                        ? List.of()
                        : sections("What else there is: ", Names.SERVER, Names.NODE, Names.NATS);
        var all = new ArrayList<>(sections);
        if (!others.absent().isEmpty()) {
            all.add(new Section("What else there is: left out", String.join("\n", others.absent()) + "\n"));
        }
        return all;
    }

    /// The first rows of a table whose columns are the server and both baselines.
    public String memory() {
        return memory;
    }

    /// CPU per message of all, where the load is saturated.
    private Drawing plot() {
        var plot = new BarPlot();
        for (String title : lab.saturated().keySet()) {
            plot.group(title + ": CPU per message, µs");
            Rounds rounds = Objects.requireNonNull(results.get(title));
            for (String name : rounds.names()) {
                plot.bar(name, Cells.median(rounds.of(name), Figures::cpuMicros));
            }
        }
        return new Drawing("benchmarks", "CPU per message of all, in the two saturated loads", plot.asSvg());
    }

    private List<Section> sections(String prefix, String... names) {
        return results.entrySet().stream()
                .map(load -> new Section(prefix + load.getKey(), load.getValue().only(names).asTable()))
                .toList();
    }

    private ServerProcess started(ServerProcess process) {
        processes.add(process);
        return process;
    }

    private static String mib(Contender contender) throws Exception {
        return "%.0f".formatted(contender.process().residentBytes() / MIB);
    }

    @Override
    public void close() {
        others.close();
        processes.forEach(ServerProcess::close);
    }
}
