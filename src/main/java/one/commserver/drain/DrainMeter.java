package one.commserver.drain;

import static one.commserver.telemetry.MeterSpec.counter;
import static one.commserver.telemetry.MeterSpec.gauge;
import static one.commserver.telemetry.MeterSpec.timer;

import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.ServerMeter;

/// The meters of drains.
enum DrainMeter implements ServerMeter {
    LEFT(counter("commserver.drain.left", "Clients that were gone before they were to be closed.")),
    CLOSED(counter("commserver.drain.closed", "Clients that had stayed and were closed.")),
    CUT(counter("commserver.drain.cut", "Clients that were still there at the limit.")),
    TIME(timer("commserver.drain.time", "How long drains took.")),
    ACTIVE(gauge("commserver.drain.active", "1 from the beginning of a drain on, else 0."));

    @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
    private final MeterSpec spec;

    DrainMeter(MeterSpec spec) {
        this.spec = spec;
    }

    @Override
    public MeterSpec spec() {
        return spec;
    }
}
