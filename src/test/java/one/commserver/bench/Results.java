package one.commserver.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All figures of a run.
///
/// @param starts of the server, by how it was started
/// @param loads by title, in the order in which they ran
/// @param instrumentation the same with what counts, times and logs connections, and without it
/// @param nodes the same across two nodes, with the one server beside it
/// @param logins of the server
/// @param clients by title, in the order in which they ran
/// @param meetings of clients of the library
record Results(
        Map<String, List<StartUp.Start>> starts,
        Map<String, Comparison> loads,
        Map<String, Comparison> instrumentation,
        Map<String, Comparison> nodes,
        List<Figures> logins,
        long serverBytes,
        long baselineBytes,
        Map<String, Clients> clients,
        List<Figures> meetings) {

    /// One load, round by round, and what it is compared with.
    record Comparison(List<Figures> server, List<Figures> baseline) {}

    /// One load of the server's, round by round, from the raw generator and from clients of the library.
    record Clients(List<Figures> raw, List<Figures> plain, List<Figures> encrypted) {

        Clients() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /// Collects them round by round.
    static final class Collector {

        private final Map<String, Comparison> loads = new LinkedHashMap<>();

        void add(String load, Figures server, Figures baseline) {
            Comparison rounds =
                    loads.computeIfAbsent(load, title -> new Comparison(new ArrayList<>(), new ArrayList<>()));
            rounds.server().add(server);
            rounds.baseline().add(baseline);
        }

        Map<String, Comparison> loads() {
            return loads;
        }
    }
}
