package one.commserver.bench.report;

import one.commserver.bench.load.Figures;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/// One load, round by round, at each of those that are compared, in the order in which they were added.
public final class Rounds {

    private final Map<String, List<Figures>> columns = new LinkedHashMap<>();

    /// What ratios mean.
    public enum Ratio {
        /// The first column by each other one.
        OF_THE_FIRST,
        /// Each other column by the first one.
        TO_THE_FIRST
    }

    /// One more round.
    public void add(String column, Figures figures) {
        columns.computeIfAbsent(column, name -> new ArrayList<>()).add(figures);
    }

    /// Whether somebody of that name takes part.
    public boolean has(String column) {
        return columns.containsKey(column);
    }

    /// All rounds of one.
    public List<Figures> of(String column) {
        return Objects.requireNonNull(columns.get(column), column);
    }

    /// Who takes part.
    public Collection<String> names() {
        return columns.keySet();
    }

    /// Some of them only, in this order, and of those only who takes part.
    public Rounds only(String... names) {
        var some = new Rounds();
        for (String name : names) {
            if (has(name)) {
                some.columns.put(name, of(name));
            }
        }
        return some;
    }

    /// The same with another name for one.
    public Rounds renamed(String old, String name) {
        var renamed = new Rounds();
        columns.forEach((column, rounds) -> renamed.columns.put(column.equals(old) ? name : column, rounds));
        return renamed;
    }

    /// The median of one by that of another.
    public double ratio(String one, String other, ToDoubleFunction<Figures> figure) {
        return Cells.median(of(one), figure) / Cells.median(of(other), figure);
    }

    /// What is measured of each load.
    public String asTable() {
        Table table = table();
        row(table, "CPU per message, µs", "%.2f", Figures::cpuMicros, Ratio.OF_THE_FIRST);
        row(table, "messages a second", "%,.0f", Figures::perSecond, Ratio.OF_THE_FIRST);
        row(table, "busy, % of a core", "%.0f", Figures::busyPercent, Ratio.OF_THE_FIRST);
        row(table, "latency p50, µs", "%,.0f", figures -> figures.micros(50), Ratio.OF_THE_FIRST);
        row(table, "latency p99, µs", "%,.0f", figures -> figures.micros(99), Ratio.OF_THE_FIRST);
        row(table, "latency p99.9, µs", "%,.0f", figures -> figures.micros(99.9), Ratio.OF_THE_FIRST);
        var maximum = new ArrayList<String>();
        maximum.add("latency, maximum, µs");
        columns.forEach((name, rounds) -> {
            maximum.add("%,.0f".formatted(rounds.stream().mapToDouble(each -> each.micros(100)).max().orElse(0)));
            if (maximum.size() > 2) {
                maximum.add("");
            }
        });
        return table.row(maximum).toString();
    }

    /// A table without rows.
    public Table table() {
        var heads = new ArrayList<>(List.of(""));
        for (String name : columns.keySet()) {
            heads.add(name);
            if (heads.size() > 2) {
                heads.add("ratio");
            }
        }
        return new Table(heads);
    }

    /// Adds one figure of all to a table that [#table] has made.
    public void row(Table table, String name, String format, ToDoubleFunction<Figures> figure, Ratio ratio) {
        var cells = new ArrayList<>(List.of(name));
        double first = 0;
        for (List<Figures> rounds : columns.values()) {
            double median = Cells.median(rounds, figure);
            cells.add(Cells.cell(format, rounds, figure));
            if (cells.size() == 2) {
                first = median;
            } else {
                cells.add("%.2f".formatted(ratio == Ratio.OF_THE_FIRST ? first / median : median / first));
            }
        }
        table.row(cells);
    }
}
