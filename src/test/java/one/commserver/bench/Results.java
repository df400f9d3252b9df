package one.commserver.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All figures of a run.
///
/// @param loads by title, in the order in which they ran
/// @param logins of the server
record Results(Map<String, Comparison> loads, List<Figures> logins, long serverBytes, long baselineBytes) {

    /// One load, round by round.
    record Comparison(List<Figures> server, List<Figures> baseline) {}

    /// Collects them round by round.
    static final class Collector {

        private final Map<String, Comparison> loads = new LinkedHashMap<>();

        void add(String load, Figures server, Figures baseline) {
            Comparison rounds =
                    loads.computeIfAbsent(load, title -> new Comparison(new ArrayList<>(), new ArrayList<>()));
            rounds.server().add(server);
            rounds.baseline().add(baseline);
        }

        Results results(List<Figures> logins, long serverBytes, long baselineBytes) {
            return new Results(loads, logins, serverBytes, baselineBytes);
        }
    }
}
