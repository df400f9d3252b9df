package one.commserver.bench.report;

import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Rounds in one cell of a table: the median, in brackets the lowest and the highest.
public final class Cells {

    private Cells() {}

    /// One cell.
    ///
    /// @param format of one figure
    public static <T> String cell(String format, Collection<T> rounds, ToDoubleFunction<T> figure) {
        List<Double> sorted = sorted(rounds, figure);
        String all = format + " (" + format + "–" + format + ")";
        return all.formatted(median(sorted), sorted.getFirst(), sorted.getLast());
    }

    /// The median.
    public static <T> double median(Collection<T> rounds, ToDoubleFunction<T> figure) {
        return median(sorted(rounds, figure));
    }

    private static <T> List<Double> sorted(Collection<T> rounds, ToDoubleFunction<T> figure) {
        return rounds.stream().map(figure::applyAsDouble).sorted().toList();
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
