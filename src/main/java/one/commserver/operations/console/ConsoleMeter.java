package one.commserver.operations.console;

import static one.commserver.telemetry.MeterSpec.counter;
import static one.commserver.telemetry.MeterSpec.gauge;

import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.ServerMeter;

/// The meters of the console.
enum ConsoleMeter implements ServerMeter {
    VIEWERS(gauge("commserver.operations.viewers", "Windows of browsers that are sent this node's numbers.")),
    SNAPSHOTS(
            counter(
                    "commserver.operations.snapshots",
                    "How often this node's numbers were read for the console: once for all viewers, and never without"
                            + " one."));

    @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
    private final MeterSpec spec;

    ConsoleMeter(MeterSpec spec) {
        this.spec = spec;
    }

    @Override
    public MeterSpec spec() {
        return spec;
    }
}
