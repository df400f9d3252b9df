package one.commserver.telemetry;

import java.time.Duration;
import java.util.List;

/// What is known of a meter before anything is counted.
///
/// @param name in the registry, its parts separated by dots
/// @param bytes whether it counts bytes; timers measure time, all others count things
/// @param meaning a sentence for whoever reads `docs/metrics.md`
/// @param tags what it is broken down by, in order
/// @param buckets of its histogram, in ascending order; none: it has no histogram
public record MeterSpec(
        String name, Type type, boolean bytes, String meaning, List<MeterTag> tags, List<Duration> buckets) {

    /// What a meter does.
    public enum Type {
        /// Goes up only.
        COUNTER,
        /// Goes up and down.
        GAUGE,
        /// Counts and adds up durations.
        TIMER
    }

    public MeterSpec {
        tags = List.copyOf(tags);
        buckets = List.copyOf(buckets);
    }

    /// A counter of things.
    public static MeterSpec counter(String name, String meaning, MeterTag... tags) {
        return new MeterSpec(name, Type.COUNTER, false, meaning, List.of(tags), List.of());
    }

    /// A gauge of things.
    public static MeterSpec gauge(String name, String meaning, MeterTag... tags) {
        return new MeterSpec(name, Type.GAUGE, false, meaning, List.of(tags), List.of());
    }

    /// A timer without a histogram.
    public static MeterSpec timer(String name, String meaning, MeterTag... tags) {
        return new MeterSpec(name, Type.TIMER, false, meaning, List.of(tags), List.of());
    }

    /// The same in bytes.
    public MeterSpec ofBytes() {
        return new MeterSpec(name, type, true, meaning, tags, buckets);
    }

    /// The same with a histogram.
    public MeterSpec withBuckets(List<Duration> upTo) {
        return new MeterSpec(name, type, bytes, meaning, tags, upTo);
    }
}
