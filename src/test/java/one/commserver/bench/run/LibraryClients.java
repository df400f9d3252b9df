package one.commserver.bench.run;

import one.commserver.bench.join.Contender;
import one.commserver.bench.library.ClientPairs;
import one.commserver.bench.load.Figures;
import one.commserver.bench.load.Message;
import one.commserver.bench.load.Saturated;
import one.commserver.bench.report.Rounds;
import one.commserver.bench.report.Section;
import one.commserver.bench.report.Table;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Clients of the library in turn with the raw generator, which has been warm for long.
public final class LibraryClients {

    private LibraryClients() {}

    /// Measures.
    public static List<Section> measure(Lab lab, Contender server) throws Exception {
        InetSocketAddress address = server.process().address();
        Duration settling = lab.settings().settling();
        Duration measured = lab.settings().measured();
        var results = new LinkedHashMap<String, Rounds>();
        try (ClientPairs plain = ClientPairs.plain(address, lab.settings().pairs());
                ClientPairs encrypted = ClientPairs.encrypted(address, lab.settings().pairs())) {
            int first = Lab.WINDOWS.getFirst();
            measure(server, plain, first, Duration.ZERO, lab.settings().warmUp());
            measure(server, encrypted, first, Duration.ZERO, lab.settings().warmUp());
            for (int round = 1; round <= lab.settings().fewerRounds(); round++) {
                for (int window : Lab.WINDOWS) {
                    Rounds rounds = results.computeIfAbsent(Lab.inFlight(window), title -> new Rounds());
                    rounds.add(
                            "raw generator", lab.measure(server, new Saturated(server.pairs(), window, Message.SIZE)));
                    rounds.add("plain channels", measure(server, plain, window, settling, measured));
                    rounds.add("encrypted", measure(server, encrypted, window, settling, measured));
                }
                Lab.say("round " + round + " of " + lab.settings().fewerRounds() + " of the clients");
            }
        }
        var sections = new ArrayList<Section>();
        results.forEach((title, rounds) ->
                sections.add(new Section("Clients of the library, " + title, table(rounds).toString())));
        return sections;
    }

    private static Table table(Rounds rounds) {
        Rounds.Ratio ratio = Rounds.Ratio.TO_THE_FIRST;
        Table table = rounds.table();
        rounds.row(table, "messages a second", "%,.0f", Figures::perSecond, ratio);
        rounds.row(table, "server's CPU per message, µs", "%.2f", Figures::cpuMicros, ratio);
        rounds.row(table, "clients' CPU per message, µs", "%.2f", Figures::clientCpuMicros, ratio);
        rounds.row(table, "server busy, % of a core", "%.0f", Figures::busyPercent, ratio);
        return table;
    }

    private static Figures measure(
            Contender server, ClientPairs clients, int window, Duration settling, Duration measured) throws Exception {
        return server.measure(
                clients.saturated(window),
                clients.recorder(),
                clients::arrived,
                clients::isDrained,
                settling,
                measured);
    }
}
