package one.commserver.bench.run;

import one.commserver.bench.join.Contender;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.report.Section;

import java.util.ArrayList;
import java.util.List;

/// The server beside another one that nobody hears anything of.
public final class Instrumentation {

    private static final String WITHOUT = "without";

    private Instrumentation() {}

    /// Measures.
    ///
    /// @param server with everything
    public static List<Section> measure(Lab lab, Contender server) throws Exception {
        try (ServerProcess process = lab.servers().server("silent", "--commserver.telemetry.connections=false")) {
            Contender silent = lab.channels(WITHOUT, process).join(lab.settings().pairs());
            lab.warmUp(silent, lab.loads());
            var sections = new ArrayList<Section>();
            lab.compare("the instrumentation", lab.settings().fewerRounds(), lab.loads(), List.of(server, silent))
                    .forEach((title, rounds) ->
                            sections.add(
                                    new Section(
                                            "Instrumentation: " + title,
                                            rounds.renamed(server.name(), "with").asTable())));
            return sections;
        }
    }
}
