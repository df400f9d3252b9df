package one.commserver.discovery;

import static one.commserver.telemetry.MeterSpec.gauge;

import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.ServerMeter;

/// The meters of discovery.
public enum DiscoveryMeter implements ServerMeter {
    SUBSCRIBERS(gauge("commserver.discovery.subscribers", "Connections that are told of presence.")),
    MEMORY(
            gauge(
                            "commserver.discovery.memory.used",
                            "What announcements and sealing keys take in the memory of this node. Not with Redis.")
                    .ofBytes()),
    ENTRIES(
            gauge(
                    "commserver.discovery.entries",
                    "Announcements and sealing keys in the memory of this node. Not with Redis."));

    @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
    private final MeterSpec spec;

    DiscoveryMeter(MeterSpec spec) {
        this.spec = spec;
    }

    @Override
    public MeterSpec spec() {
        return spec;
    }
}
