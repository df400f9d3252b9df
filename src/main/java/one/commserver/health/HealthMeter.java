package one.commserver.health;

import static one.commserver.telemetry.MeterSpec.counter;
import static one.commserver.telemetry.MeterSpec.gauge;

import one.commserver.protocol.ConnectionKind;
import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.ServerMeter;

/// The meters of the watch over connections, and of the node itself.
enum HealthMeter implements ServerMeter {
    EVICTIONS(
            counter(
                    "commserver.health.evictions",
                    "Connections that were cut because they had shown no sign of life.",
                    MeterTag.of("kind", ConnectionKind.class, HealthMeter.NONE))),
    READY(gauge("commserver.node.ready", "1 while the node takes clients, as `health/readiness` says, else 0."));

    /// The kind of a connection that nobody has authenticated on.
    static final String NONE = "none";

    @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
    private final MeterSpec spec;

    HealthMeter(MeterSpec spec) {
        this.spec = spec;
    }

    @Override
    public MeterSpec spec() {
        return spec;
    }
}
