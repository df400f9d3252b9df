package one.commserver.discovery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// Discovery's meters. No tag names an identity.
final class DiscoveryMeters {

    private DiscoveryMeters() {}

    /// Shows how many connections are told of presence.
    static void show(PresenceFeed presence, MeterRegistry registry) {
        Gauge.builder("commserver.discovery.subscribers", presence, PresenceFeed::count).register(registry);
    }
}
