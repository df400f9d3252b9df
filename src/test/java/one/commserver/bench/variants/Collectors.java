package one.commserver.bench.variants;

import one.commserver.bench.report.Section;
import one.commserver.bench.run.Lab;

import java.util.ArrayList;
import java.util.List;

/// The server with one garbage collector and another, with an event loop for each core.
public final class Collectors {

    private static final int LOOPS = 2;

    /// As in the options of the JVM. The image's is the first.
    private static final List<String> ALL = List.of("G1GC", "SerialGC", "ParallelGC", "ZGC");

    private Collectors() {}

    /// Measures all of them in turn.
    public static List<Section> measure(Lab lab) throws Exception {
        try (var variants = new Variants(lab, "collector")) {
            for (String collector : ALL) {
                // behind the usual one, which is named, too
                List<String> options = List.of("-XX:-UseSerialGC", "-XX:+Use" + collector);
                variants.add(
                        collector, lab.servers().withLoops(LOOPS).onBothCores().server("server-" + collector, options));
            }
            var sections = new ArrayList<Section>();
            variants.measure()
                    .forEach((load, rounds) ->
                            sections.add(
                                    new Section(
                                            "Garbage collectors on both cores: " + load,
                                            variants.table(rounds).toString())));
            return sections;
        }
    }
}
