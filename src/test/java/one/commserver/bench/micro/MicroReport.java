package one.commserver.bench.micro;

import one.commserver.bench.report.Drawing;
import one.commserver.bench.report.LinePlot;
import one.commserver.bench.report.Report;
import one.commserver.bench.report.Section;
import one.commserver.bench.report.Table;

import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Publishes what was found: a table for each class, a row for each method, a column for each value of its parameter,
/// and a plot where that is a number.
final class MicroReport {

    private static final Path PAGE = Path.of("docs", "micro-benchmarks.md");
    private static final String ENTRIES = "entries";
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /// From so many nanoseconds on it is told in microseconds.
    private static final double MANY_NANOS = 10_000;

    private MicroReport() {}

    /// Prints it and writes it to `target`.
    ///
    /// @param introduction stands before the tables
    /// @param write whether it goes into the documentation, too
    /// @throws IllegalStateException if nothing was measured
    static void publish(String introduction, Collection<RunResult> results, boolean write) throws IOException {
        if (results.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        var sections = new ArrayList<Section>();
        byClass(results).forEach((name, ofClass) -> sections.add(section(name, ofClass)));
        new Report(PAGE).publish(introduction, sections, write);
    }

    /// Where entries are counted it shows how the time grows with them.
    private static Section section(String name, List<RunResult> ofClass) {
        var section = new Section(name, table(ofClass).toString());
        var plot = new LinePlot(name + ": time of a call, ns", ENTRIES);
        boolean grows = false;
        for (RunResult result : ofClass) {
            if (result.getParams().getParamsKeys().contains(ENTRIES)) {
                grows = true;
                int entries = Integer.parseInt(result.getParams().getParam(ENTRIES));
                plot.point(name(result, 1), entries, result.getPrimaryResult().getScore());
            }
        }
        return grows
                ? section.with(
                        new Drawing(
                                "micro-benchmarks-" + name.toLowerCase(Locale.ROOT),
                                name + ": time of a call by the number of entries",
                                plot.asSvg()))
                : section;
    }

    private static Map<String, List<RunResult>> byClass(Collection<RunResult> results) {
        var byClass = new LinkedHashMap<String, List<RunResult>>();
        for (RunResult result : results) {
            byClass.computeIfAbsent(name(result, 2).replace("Benchmark", ""), _ -> new ArrayList<>()).add(result);
        }
        return byClass;
    }

    private static Table table(List<RunResult> ofClass) {
        Set<String> columns = new LinkedHashSet<>();
        var rows = new LinkedHashMap<String, Map<String, String>>();
        for (RunResult result : ofClass) {
            columns.add(parameter(result));
            rows.computeIfAbsent(name(result, 1), _ -> new LinkedHashMap<>()).put(parameter(result), cell(result));
        }
        var heads = new ArrayList<String>();
        heads.add("");
        heads.addAll(columns);
        var table = new Table(heads);
        rows.forEach((method, cells) -> {
            var row = new ArrayList<String>();
            row.add("`" + method + "`");
            columns.forEach(column -> row.add(cells.getOrDefault(column, "")));
            table.row(row);
        });
        return table;
    }

    /// A part of a benchmark's name, counted from behind: its method is the first, its class the second.
    private static String name(RunResult result, int fromBehind) {
        String[] parts = result.getParams().getBenchmark().split("\\.", -1);
        return parts[parts.length - fromBehind];
    }

    private static String parameter(RunResult result) {
        for (String key : result.getParams().getParamsKeys()) {
            String value = result.getParams().getParam(key);
            return key.equals(ENTRIES) ? "%,d".formatted(Integer.parseInt(value)) : value;
        }
        return "time, memory";
    }

    private static String cell(RunResult result) {
        Result<?> time = result.getPrimaryResult();
        boolean many = time.getScore() >= MANY_NANOS;
        double unit = many ? 1e3 : 1;
        double error = time.getScoreError();
        String spread = Double.isNaN(error) ? "" : " ± " + number(error / unit);
        return number(time.getScore() / unit) + spread + (many ? " µs" : " ns") + allocated(result);
    }

    private static String allocated(RunResult result) {
        Result<?> bytes = result.getSecondaryResults().get(ALLOCATED);
        return bytes == null ? "" : ", %,.0f B".formatted(bytes.getScore());
    }

    private static String number(double value) {
        return (value < 100 ? "%.1f" : "%,.0f").formatted(value);
    }
}
