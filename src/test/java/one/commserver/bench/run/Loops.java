package one.commserver.bench.run;

import one.commserver.bench.join.Contender;
import one.commserver.bench.load.Figures;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.relay.BareRelay;
import one.commserver.bench.report.Rounds;
import one.commserver.bench.report.Section;

import java.util.ArrayList;
import java.util.List;

/// Two event loops on the servers' core, sender and receiver at different ones.
public final class Loops {

    private static final int LOOPS = 2;
    private static final double MOST_CPU = 1.4;
    private static final String BESIDE = "in place, each pair at one loop";

    private Loops() {}

    /// Measures the server against the baseline.
    public static List<Section> measure(Lab lab) throws Exception {
        Servers servers = lab.servers().withLoops(LOOPS);
        try (ServerProcess server = servers.server("server-loops");
                ServerProcess inPlace = servers.bare(BareRelay.IN_PLACE)) {
            int pairs = lab.settings().pairs();
            List<Contender> contenders =
                    List.of(
                            lab.channels(Names.SERVER, server).join(pairs),
                            lab.handovers(Names.ONE, server).join(pairs),
                            lab.upgrades(Names.IN_PLACE, inPlace).join(pairs),
                            lab.upgrades(BESIDE, inPlace).joinBeside(pairs));
            for (Contender each : contenders) {
                lab.warmUp(each, lab.saturated());
            }
            var sections = new ArrayList<Section>();
            lab.compare("the event loops", lab.settings().fewerRounds(), lab.saturated(), contenders)
                    .forEach((title, rounds) -> sections.addAll(sections(lab, "Across event loops: " + title, rounds)));
            return sections;
        }
    }

    private static List<Section> sections(Lab lab, String title, Rounds rounds) {
        for (String name : List.of(Names.SERVER, Names.ONE)) {
            String what = "%s: CPU per message of %s".formatted(title, name);
            lab.targets().ratio(what, MOST_CPU, rounds.ratio(name, Names.IN_PLACE, Figures::cpuMicros));
        }
        return List.of(
                new Section(title, rounds.only(Names.SERVER, Names.IN_PLACE, BESIDE).asTable()),
                new Section(title + ", ONE dialect", rounds.only(Names.ONE, Names.IN_PLACE, Names.SERVER).asTable()));
    }
}
