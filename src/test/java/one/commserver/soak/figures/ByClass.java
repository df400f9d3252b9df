package one.commserver.soak.figures;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How many bytes the objects of each class took at each moment: of a heap that grows it tells what it is that grows.
public final class ByClass {

    /// Below that, it is a string more or less.
    private static final double LEAST = 1024;

    private final Map<String, long[]> bytes = new HashMap<>();
    private int moments;

    /// A class whose objects have become more.
    ///
    /// @param name of the class, as the JVM writes it
    /// @param first the median of the first window, in bytes
    /// @param last the median of the last one, in bytes
    public record Growth(String name, double first, double last) {

        /// In bytes.
        public double by() {
            return last - first;
        }
    }

    /// The next moment.
    public void add(Histogram heap) {
        int moment = moments++;
        heap.sizes()
                .forEach((name, size) -> {
                    long[] sizes = bytes.computeIfAbsent(name, first -> new long[16]);
                    if (sizes.length <= moment) {
                        sizes = Arrays.copyOf(sizes, Math.max(2 * sizes.length, moment + 1));
                        bytes.put(name, sizes);
                    }
                    sizes[moment] = size;
                });
    }

    /// What has grown by a kilobyte at least, what has grown most first.
    ///
    /// @param skipped so many moments don't count
    public List<Growth> growth(int skipped) {
        int window = Math.max(1, (moments - skipped) / Judgement.WINDOWS);
        return bytes.entrySet().stream()
                .map(each -> {
                    long[] sizes = Arrays.copyOf(each.getValue(), moments);
                    return new Growth(
                            each.getKey(),
                            median(sizes, skipped, skipped + window),
                            median(sizes, moments - window, moments));
                })
                .filter(each -> each.by() >= LEAST)
                .sorted(Comparator.comparingDouble(Growth::by).reversed())
                .toList();
    }

    private static double median(long[] sizes, int from, int to) {
        return Slope.median(Arrays.stream(sizes, from, to).asDoubleStream().sorted().toArray());
    }
}
