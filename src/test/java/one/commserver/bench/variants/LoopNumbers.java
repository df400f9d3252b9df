package one.commserver.bench.variants;

import one.commserver.bench.load.Figures;
import one.commserver.bench.report.Cells;
import one.commserver.bench.report.Drawing;
import one.commserver.bench.report.LinePlot;
import one.commserver.bench.report.Rounds;
import one.commserver.bench.report.Section;
import one.commserver.bench.run.Lab;
import one.commserver.bench.run.Names;

import java.util.ArrayList;
import java.util.List;

/// The server with more and fewer event loops.
public final class LoopNumbers {

    private static final List<Integer> NUMBERS = List.of(1, 2, 4, 8);

    private LoopNumbers() {}

    /// Measures all of them in turn.
    public static List<Section> measure(Lab lab) throws Exception {
        try (var variants = new Variants(lab, "event loops")) {
            for (int number : NUMBERS) {
                variants.add(
                        Integer.toString(number),
                        lab.servers().withLoops(number).onBothCores().server("server-loops-" + number));
            }
            var sections = new ArrayList<Section>();
            variants.measure()
                    .forEach((load, rounds) -> {
                        String drawing = "benchmarks-loops-" + (sections.size() + 1);
                        sections.add(
                                new Section("Event loops on both cores: " + load, variants.table(rounds).toString())
                                        .with(plot(drawing, rounds)));
                    });
            return sections;
        }
    }

    private static Drawing plot(String drawing, Rounds rounds) {
        var plot = new LinePlot("CPU per message, µs", "event loops");
        for (String name : rounds.names()) {
            plot.point(Names.SERVER, Integer.parseInt(name), Cells.median(rounds.of(name), Figures::cpuMicros));
        }
        return new Drawing(drawing, "CPU per message by the number of event loops", plot.asSvg());
    }
}
