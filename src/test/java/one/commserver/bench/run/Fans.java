package one.commserver.bench.run;

import one.commserver.bench.join.Channels;
import one.commserver.bench.join.Contender;
import one.commserver.bench.load.End;
import one.commserver.bench.load.Figures;
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
import java.util.function.IntUnaryOperator;

/// Many channels at one socket: from one sender to many receivers, and between the same two. As many messages are in
/// flight whatever the number, so that reads and writes carry as many.
public final class Fans {

    /// The most that a session may have.
    private static final int MOST = 64;

    private static final List<Integer> COUNTS = List.of(1, 8, MOST);
    private static final int IN_FLIGHT = 4;

    private Fans() {}

    /// Measures both.
    ///
    /// @param server one that has other pairs, which are silent meanwhile
    public static List<Section> measure(Lab lab, ServerProcess server) throws Exception {
        return List.of(
                section(
                        lab,
                        "One to many: %d messages in flight".formatted(MOST),
                        "benchmarks-one-to-many",
                        "receivers of one sender",
                        count -> oneToMany(lab, server, count),
                        count -> MOST / count),
                section(
                        lab,
                        "Many channels between two: %d channels, %s"
                                .formatted(MOST, Lab.inFlight(IN_FLIGHT).replace("pair", "channel")),
                        "benchmarks-channels",
                        "channels between two connections",
                        count -> betweenTwo(lab, server, count),
                        count -> IN_FLIGHT));
    }

    private interface Join {

        Contender join(int count) throws Exception;
    }

    private static Section section(
            Lab lab, String title, String drawing, String what, Join join, IntUnaryOperator window) throws Exception {
        Map<Integer, Contender> fans = new LinkedHashMap<>();
        for (int count : COUNTS) {
            fans.put(count, join.join(count));
        }
        var rounds = new Rounds();
        for (int round = 0; round <= lab.settings().fewerRounds(); round++) {
            for (var fan : fans.entrySet()) {
                Contender each = fan.getValue();
                int inFlight = window.applyAsInt(fan.getKey());
                Figures figures = lab.measure(each, new Saturated(each.pairs(), inFlight, Message.SIZE));
                // the first one warms up
                if (round > 0) {
                    rounds.add(each.name(), figures);
                }
            }
        }
        fans.values().forEach(Contender::leave);
        Lab.say(title);
        var table =
                new Table(what, "CPU per message, µs", "messages a second", "busy, % of a core", "ratio to the first");
        double first = Cells.median(rounds.of(Integer.toString(COUNTS.getFirst())), Figures::cpuMicros);
        var plot = new LinePlot("CPU per message, µs", what);
        for (String name : rounds.names()) {
            List<Figures> all = rounds.of(name);
            plot.point(Names.SERVER, Integer.parseInt(name), Cells.median(all, Figures::cpuMicros));
            table.row(
                    name,
                    Cells.cell("%.2f", all, Figures::cpuMicros),
                    Cells.cell("%,.0f", all, Figures::perSecond),
                    Cells.cell("%.0f", all, Figures::busyPercent),
                    "%.2f".formatted(Cells.median(all, Figures::cpuMicros) / first));
        }
        return new Section(title, table.toString())
                .with(new Drawing(drawing, "CPU per message by the number of " + what, plot.asSvg()));
    }

    private static Contender oneToMany(Lab lab, ServerProcess server, int count) throws Exception {
        Contender fan = empty(lab, server, count);
        fan.arrive(2 * count, 2);
        List<End> ends = fan.ends();
        for (int i = 0; i < count; i++) {
            fan.add(ends.getFirst(), ends.get(2 * i + 1));
        }
        return fan;
    }

    private static Contender betweenTwo(Lab lab, ServerProcess server, int count) throws Exception {
        Contender fan = empty(lab, server, count);
        fan.arrive(2 * MOST / count, 2);
        var ends = new ArrayList<>(fan.ends());
        for (int i = 0; i < MOST; i++) {
            int connection = i / count;
            fan.add(ends.get(2 * connection), ends.get(2 * connection + 1));
        }
        return fan;
    }

    private static Contender empty(Lab lab, ServerProcess server, int count) {
        return new Contender(
                Integer.toString(count),
                List.of(server),
                lab.loop(),
                new Channels(lab.loop(), server.address(), server.address(), MOST));
    }
}
