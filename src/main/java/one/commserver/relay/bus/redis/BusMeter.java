package one.commserver.relay.bus.redis;

import static one.commserver.telemetry.MeterSpec.gauge;

import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.ServerMeter;

/// The meters of the bus.
enum BusMeter implements ServerMeter {
    ALIVE(gauge("commserver.bus.alive", "1 while this node hears itself through Redis, else 0. With Redis only."));

    @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
    private final MeterSpec spec;

    BusMeter(MeterSpec spec) {
        this.spec = spec;
    }

    @Override
    public MeterSpec spec() {
        return spec;
    }
}
