package one.commserver.bench.run;

import one.commserver.bench.join.Contender;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.relay.BareRelay;
import one.commserver.bench.report.Section;

import java.util.List;

/// Two event loops on the servers' core, sender and receiver at different ones.
public final class Loops {

    private static final int LOOPS = 2;
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
                            lab.upgrades(Names.IN_PLACE, inPlace).join(pairs),
                            lab.upgrades(BESIDE, inPlace).joinBeside(pairs));
            for (Contender each : contenders) {
                lab.warmUp(each, lab.saturated());
            }
            return lab
                    .compare("the event loops", lab.settings().fewerRounds(), lab.saturated(), contenders)
                    .entrySet()
                    .stream()
                    .map(load -> new Section("Across event loops: " + load.getKey(), load.getValue().asTable()))
                    .toList();
        }
    }
}
