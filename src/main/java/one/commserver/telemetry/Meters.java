package one.commserver.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Makes meters as their [ServerMeter] describes them. Nothing else in the server talks to the registry, so no meter
/// has a name, a tag or a value that isn't in the catalogue. Any thread; asking twice gives the same meter.
public final class Meters {

    private static final String BYTES = "bytes";

    private final MeterRegistry registry;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /// A counter.
    ///
    /// @param values of its tags, in their order; one that the tag doesn't have becomes [MeterTag#OTHER]
    public Counter counter(ServerMeter meter, String... values) {
        MeterSpec spec = specOf(meter, MeterSpec.Type.COUNTER);
        Counter.Builder builder = Counter.builder(spec.name()).description(spec.meaning()).tags(tags(spec, values));
        return (spec.bytes() ? builder.baseUnit(BYTES) : builder).register(registry);
    }

    /// A timer.
    ///
    /// @param values as of a counter
    public Timer timer(ServerMeter meter, String... values) {
        MeterSpec spec = specOf(meter, MeterSpec.Type.TIMER);
        Timer.Builder builder = Timer.builder(spec.name()).description(spec.meaning()).tags(tags(spec, values));
        if (!spec.buckets().isEmpty()) {
            builder.serviceLevelObjectives(spec.buckets().toArray(Duration[]::new));
        }
        return builder.register(registry);
    }

    /// Shows a number that an object knows, for as long as the registry lives.
    ///
    /// @param values as of a counter
    public <T> void gauge(ServerMeter meter, T object, ToDoubleFunction<T> value, String... values) {
        MeterSpec spec = specOf(meter, MeterSpec.Type.GAUGE);
        Gauge.Builder<T> builder =
                Gauge.builder(spec.name(), object, value)
                        .description(spec.meaning())
                        .tags(tags(spec, values))
                        // what is shown is often held by nobody else: a method reference
                        .strongReference(true);
        var _ = (spec.bytes() ? builder.baseUnit(BYTES) : builder).register(registry);
    }

    private static MeterSpec specOf(ServerMeter meter, MeterSpec.Type type) {
        MeterSpec spec = meter.spec();
        if (spec.type() != type) {
            throw new IllegalArgumentException(spec.name() + " is no " + type);
        }
        return spec;
    }

    private static List<Tag> tags(MeterSpec spec, String... values) {
        List<MeterTag> known = spec.tags();
        if (values.length != known.size()) {
            throw new IllegalArgumentException(spec.name() + " has " + known.size() + " tags");
        }
        List<Tag> tags = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(known.get(i).key(), known.get(i).known(values[i])));
        }
        return tags;
    }
}
