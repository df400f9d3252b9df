package one.commserver.bench.run;

import one.commserver.bench.join.Contender;
import one.commserver.bench.join.Handovers;
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
        one =
                new Contender(
                        Names.ONE,
                        List.of(server.process()),
                        lab.loop(),
                        new Handovers(lab.loop(), server.process().address()));
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
        memory =
                new Table("", Names.SERVER, Names.IN_PLACE, Names.DECODING)
                        .row("resident memory behind the loads, MiB", mib(server), mib(inPlace), mib(decoding))
                        .toString();
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
