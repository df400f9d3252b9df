package one.commserver.trend;

import static one.commserver.telemetry.MeterSpec.counter;
import static one.commserver.telemetry.MeterSpec.gauge;

import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.ServerMeter;

/// The meters of alerts.
enum TrendMeter implements ServerMeter {
    ACTIVE(
            gauge(
                    "commserver.alerts.active",
                    "1 while the node's own alert is on, else 0.",
                    MeterTag.of("alert", Alert.class))),
    RAISED(
            counter(
                    "commserver.alerts.raised",
                    "How often the node's own alert began.",
                    MeterTag.of("alert", Alert.class)));

    @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
    private final MeterSpec spec;

    TrendMeter(MeterSpec spec) {
        this.spec = spec;
    }

    @Override
    public MeterSpec spec() {
        return spec;
    }
}
