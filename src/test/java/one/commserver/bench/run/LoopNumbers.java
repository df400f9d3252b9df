package one.commserver.bench.run;

import one.commserver.bench.join.Contender;
import one.commserver.bench.load.Figures;
import one.commserver.bench.load.Load;
import one.commserver.bench.load.Message;
import one.commserver.bench.load.Saturated;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.report.Cells;
import one.commserver.bench.report.Drawing;
import one.commserver.bench.report.LinePlot;
import one.commserver.bench.report.Rounds;
import one.commserver.bench.report.Section;
import one.commserver.bench.report.Table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The server with more and fewer event loops on both cores, of which the generator needs one.
public final class LoopNumbers {

    private static final List<Integer> NUMBERS = List.of(1, 2, 4, 8);

    private LoopNumbers() {}

    /// Measures all of them in turn.
    public static List<Section> measure(Lab lab) throws Exception {
        var processes = new ArrayList<ServerProcess>();
        try {
            var contenders = new ArrayList<Contender>();
            Map<String, Function<Contender, Load>> loads = loads(lab);
            for (int number : NUMBERS) {
                Servers servers = lab.servers().withLoops(number).onBothCores();
                ServerProcess process = servers.server("server-loops-" + number);
                processes.add(process);
                Contender contender = lab.channels(Integer.toString(number), process).join(lab.settings().pairs());
                lab.warmUp(contender, loads, lab.settings().shortWarmUp());
                contenders.add(contender);
            }
            var sections = new ArrayList<Section>();
            lab.compare("the numbers of event loops", lab.settings().fewerRounds(), loads, contenders)
                    .forEach((title, rounds) ->
                            sections.add(
                                    section(
                                            "Event loops on both cores: " + title,
                                            "benchmarks-loops-" + (sections.size() + 1),
                                            rounds)));
            return sections;
        } finally {
            processes.forEach(ServerProcess::close);
        }
    }

    private static Map<String, Function<Contender, Load>> loads(Lab lab) {
        int window = Lab.WINDOWS.getFirst();
        var loads = new LinkedHashMap<String, Function<Contender, Load>>();
        loads.put(
                "Saturated, " + Lab.inFlight(window),
                contender -> new Saturated(contender.pairs(), window, Message.SIZE));
        loads.put("Paced, %,d messages a second".formatted(lab.settings().rate()), lab::paced);
        return loads;
    }

    private static Section section(String title, String drawing, Rounds rounds) {
        var table =
                new Table(
                        "event loops",
                        "CPU per message, µs",
                        "ratio to the first",
                        "messages a second",
                        "latency p50, µs",
                        "latency p99, µs",
                        "latency p99.9, µs");
        var plot = new LinePlot("CPU per message, µs", "event loops");
        double first = Cells.median(rounds.of(Integer.toString(NUMBERS.getFirst())), Figures::cpuMicros);
        for (String name : rounds.names()) {
            List<Figures> all = rounds.of(name);
            double cpu = Cells.median(all, Figures::cpuMicros);
            plot.point(Names.SERVER, Integer.parseInt(name), cpu);
            table.row(
                    name,
                    Cells.cell("%.2f", all, Figures::cpuMicros),
                    "%.2f".formatted(cpu / first),
                    Cells.cell("%,.0f", all, Figures::perSecond),
                    Cells.cell("%,.0f", all, figures -> figures.micros(50)),
                    Cells.cell("%,.0f", all, figures -> figures.micros(99)),
                    Cells.cell("%,.0f", all, figures -> figures.micros(99.9)));
        }
        return new Section(title, table.toString())
                .with(new Drawing(drawing, "CPU per message by the number of event loops", plot.asSvg()));
    }
}
