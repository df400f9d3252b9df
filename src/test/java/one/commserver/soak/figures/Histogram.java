package one.commserver.soak.figures;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What lives in a heap behind a full collection.
///
/// @param bytes of all objects
/// @param instances how many there are of each class
/// @param sizes the bytes of each class's objects
public record Histogram(long bytes, Map<String, Long> instances, Map<String, Long> sizes) {

    private static final Pattern CLASS = Pattern.compile("^ *\\d+: +(\\d+) +(\\d+) +(\\S+)");
    private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)");

    /// Reads what `jcmd … GC.class_histogram` prints.
    static Histogram parse(String printed) {
        var instances = new TreeMap<String, Long>();
        var sizes = new TreeMap<String, Long>();
        long bytes = 0;
        for (String line : (Iterable<String>) printed.lines()::iterator) {
            Matcher one = CLASS.matcher(line);
            if (one.find()) {
                instances.merge(one.group(3), Long.valueOf(one.group(1)), Long::sum);
                sizes.merge(one.group(3), Long.valueOf(one.group(2)), Long::sum);
            }
            Matcher total = TOTAL.matcher(line);
            if (total.find()) {
                bytes = Long.parseLong(total.group(1));
            }
        }
        if (bytes == 0) {
            throw new IllegalArgumentException("no histogram: " + printed.lines().limit(3).toList());
        }
        return new Histogram(bytes, instances, sizes);
    }

    /// Without the classes whose names begin otherwise; the bytes stay those of all.
    public Histogram only(String prefix) {
        return new Histogram(bytes, only(prefix, instances), only(prefix, sizes));
    }

    private static Map<String, Long> only(String prefix, Map<String, Long> classes) {
        var some = new TreeMap<>(classes);
        some.keySet().removeIf(name -> !name.startsWith(prefix));
        return some;
    }

    /// How many objects there are whose class's name begins with that.
    public long count(String prefix) {
        return instances.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
