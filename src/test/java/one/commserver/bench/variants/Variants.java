package one.commserver.bench.variants;

import one.commserver.bench.join.Contender;
import one.commserver.bench.load.Figures;
import one.commserver.bench.load.Load;
import one.commserver.bench.load.Message;
import one.commserver.bench.load.Saturated;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.report.Cells;
import one.commserver.bench.report.Rounds;
import one.commserver.bench.report.Table;
import one.commserver.bench.run.Lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Servers that differ in one thing, under the same loads in turn. They may use both cores, of which the generator
/// needs one.
final class Variants implements AutoCloseable {

    private final Lab lab;
    private final String what;
    private final List<Contender> contenders = new ArrayList<>();
    private final List<ServerProcess> processes = new ArrayList<>();

    /// @param what differs, as tables call it
    Variants(Lab lab, String what) {
        this.lab = lab;
        this.what = what;
    }

    /// One more.
    ///
    /// @param name what tables call it
    /// @param process is closed with this
    void add(String name, ServerProcess process) throws Exception {
        processes.add(process);
        Contender contender = lab.channels(name, process).join(lab.settings().pairs());
        lab.warmUp(contender, loads(), lab.settings().shortWarmUp());
        contenders.add(contender);
    }

    /// What all of them did, by load.
    Map<String, Rounds> measure() throws Exception {
        return lab.compare("the variants: " + what, lab.settings().fewerRounds(), loads(), contenders);
    }

    /// A row for each, compared with the first.
    Table table(Rounds rounds) {
        var table =
                new Table(
                        what,
                        "CPU per message, µs",
                        "ratio to the first",
                        "messages a second",
                        "latency p50, µs",
                        "latency p99, µs",
                        "latency p99.9, µs");
        double first = Cells.median(rounds.of(contenders.getFirst().name()), Figures::cpuMicros);
        for (String name : rounds.names()) {
            List<Figures> all = rounds.of(name);
            table.row(
                    name,
                    Cells.cell("%.2f", all, Figures::cpuMicros),
                    "%.2f".formatted(Cells.median(all, Figures::cpuMicros) / first),
                    Cells.cell("%,.0f", all, Figures::perSecond),
                    Cells.cell("%,.0f", all, figures -> figures.micros(50)),
                    Cells.cell("%,.0f", all, figures -> figures.micros(99)),
                    Cells.cell("%,.0f", all, figures -> figures.micros(99.9)));
        }
        return table;
    }

    private Map<String, Function<Contender, Load>> loads() {
        int window = Lab.WINDOWS.getFirst();
        var loads = new LinkedHashMap<String, Function<Contender, Load>>();
        loads.put(
                "Saturated, " + Lab.inFlight(window),
                contender -> new Saturated(contender.pairs(), window, Message.SIZE));
        loads.put("Paced, %,d messages a second".formatted(lab.settings().rate()), lab::paced);
        return loads;
    }

    @Override
    public void close() {
        processes.forEach(ServerProcess::close);
    }
}
