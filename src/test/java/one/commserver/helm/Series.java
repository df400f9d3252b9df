package one.commserver.helm;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;

import one.commserver.telemetry.Catalogue;
import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.MeterTag;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The series that Prometheus gets from a node, by name, each with its labels and the words that a label can have: those
/// of the catalogue of meters.
final class Series {

    private static final PrometheusNamingConvention PROMETHEUS = new PrometheusNamingConvention();

    /// Of a histogram; its values are numbers.
    private static final String UPPER_BOUND = "le";

    private Series() {}

    /// No words: a label can have any.
    static Map<String, Map<String, Set<String>>> ours() {
        var all = new TreeMap<String, Map<String, Set<String>>>();
        for (MeterSpec meter : Catalogue.all()) {
            Map<String, Set<String>> labels = labels(meter);
            String unit = meter.bytes() ? "bytes" : null;
            switch (meter.type()) {
                case COUNTER -> {
                    String name = PROMETHEUS.name(meter.name(), Meter.Type.COUNTER, unit);
                    all.put(name.endsWith("_total") ? name : name + "_total", labels);
                }
                case GAUGE -> all.put(PROMETHEUS.name(meter.name(), Meter.Type.GAUGE, unit), labels);
                case TIMER -> timer(PROMETHEUS.name(meter.name(), Meter.Type.TIMER, null), meter, labels, all);
            }
        }
        return all;
    }

    private static void timer(
            String name, MeterSpec meter, Map<String, Set<String>> labels, Map<String, Map<String, Set<String>>> all) {
        Stream.of("_count", "_sum", "_max").forEach(end -> all.put(name + end, labels));
        if (!meter.buckets().isEmpty()) {
            var bounded = new HashMap<>(labels);
            bounded.put(UPPER_BOUND, Set.of());
            all.put(name + "_bucket", bounded);
        }
    }

    private static Map<String, Set<String>> labels(MeterSpec meter) {
        var labels = new HashMap<String, Set<String>>();
        for (MeterTag tag : meter.tags()) {
            var words = new HashSet<>(tag.values());
            words.add(MeterTag.OTHER);
            labels.put(tag.key(), words);
        }
        return labels;
    }
}
