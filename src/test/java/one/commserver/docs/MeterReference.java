package one.commserver.docs;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import one.commserver.telemetry.Catalogue;
import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.Meters;
import one.commserver.telemetry.ServerMeter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The tables of our meters, made from the constants that describe them.
final class MeterReference {

    private MeterReference() {}

    /// One section for each package, in alphabetical order.
    static String asMarkdown() {
        Map<String, List<MeterSpec>> byPrefix =
                Catalogue.all().stream()
                        .collect(Collectors.groupingBy(MeterReference::prefix, TreeMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder();
        byPrefix.forEach((prefix, meters) -> {
            text.append("### `").append(prefix).append("`\n\n");
            text.append("| meter | in Prometheus | type | unit | tags | meaning |\n");
            text.append("| --- | --- | --- | --- | --- | --- |\n");
            meters.forEach(meter -> text.append(asRow(meter)).append('\n'));
            text.append('\n');
        });
        return text.toString().stripTrailing();
    }

    private static String prefix(MeterSpec meter) {
        return meter.name().substring(0, meter.name().indexOf('.', meter.name().indexOf('.') + 1));
    }

    private static String asRow(MeterSpec meter) {
        return "| `%s` | `%s` | %s | %s | %s | %s |"
                .formatted(meter.name(), prometheus(meter), type(meter), unit(meter), tags(meter), meter.meaning());
    }

    /// What a scrape calls it; a timer by the name that all of its series begin with.
    private static String prometheus(MeterSpec meter) {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var meters = new Meters(registry);
        ServerMeter described = () -> meter;
        String[] values = meter.tags().stream().map(tag -> tag.values().getFirst()).toArray(String[]::new);
        switch (meter.type()) {
            case COUNTER -> meters.counter(described, values);
            case GAUGE -> meters.gauge(described, meter, shown -> 1, values);
            case TIMER -> meters.timer(described, values);
        }
        String end = meter.type() == MeterSpec.Type.TIMER ? "_count" : "";
        return registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .filter(name -> name.endsWith(end))
                .map(name -> name.substring(0, name.length() - end.length()))
                .findFirst()
                .orElseThrow();
    }

    private static String type(MeterSpec meter) {
        String name = MeterTag.word(meter.type());
        return meter.buckets().isEmpty()
                ? name
                : name
                        + ", histogram up to "
                        + meter.buckets().stream().map(MeterReference::seconds).collect(Collectors.joining(", "))
                        + " s";
    }

    private static String unit(MeterSpec meter) {
        return switch (meter.type()) {
            case TIMER -> "seconds";
            case COUNTER, GAUGE -> meter.bytes() ? "bytes" : "–";
        };
    }

    private static String tags(MeterSpec meter) {
        return meter.tags().isEmpty()
                ? "–"
                : meter.tags().stream()
                        .map(tag -> "`" + tag.key() + "`: " + String.join(", ", tag.values()))
                        .collect(Collectors.joining("<br>"));
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? Long.toString(duration.toSeconds())
                : Double.toString(duration.toMillis() / 1000.0);
    }
}
