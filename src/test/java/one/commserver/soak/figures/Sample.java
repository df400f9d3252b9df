package one.commserver.soak.figures;

import java.util.Map;
import java.util.Set;

/// What the server was at a moment, behind a full collection.
///
/// @param nanos when, by [System#nanoTime]
/// @param heap what lives in the heap
/// @param direct what was allocated outside of the heap by Java code, by the JVM's account, in bytes
/// @param code compiled code, and what classes take, in bytes
/// @param resident what of the process is in memory, in bytes
/// @param descriptors open files, sockets among them
/// @param threads how many of each name, up to its number
/// @param meters what Prometheus is told, by series
public record Sample(
        long nanos,
        Histogram heap,
        long direct,
        long code,
        long resident,
        int descriptors,
        Map<String, Integer> threads,
        Map<String, Double> meters) {

    /// Without the numbers in their names, as far as the system keeps them.
    private static final Set<String> OF_THE_JVM =
            Set.of("C", "G", "GC Thread", "Attach Listener", "VirtualThread", "ForkJoinPool.co", "ForkJoinPool");

    /// All threads but those of the JVM that come when they are first needed, or as many as it thinks fit: compilers,
    /// collectors, and helpers.
    public int threadCount() {
        return threads.entrySet().stream()
                .filter(each -> !OF_THE_JVM.contains(each.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /// The sum of all series of a meter.
    ///
    /// @param name in Prometheus
    /// @throws IllegalArgumentException if there is none
    public double meter(String name) {
        return meters.entrySet().stream()
                .filter(entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "{"))
                .map(Map.Entry::getValue)
                .reduce(Double::sum)
                .orElseThrow(() -> new IllegalArgumentException("there is no " + name));
    }

    /// A series.
    ///
    /// @param series as Prometheus writes it
    /// @throws IllegalArgumentException if there is none
    public double series(String series) {
        Double value = meters.get(series);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + series);
        }
        return value;
    }
}
