package one.commserver.health;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.protocol.ConnectionKind;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes a line for each eviction and counts it in `commserver.health.evictions`, by kind.
final class EvictionLog implements EvictionListener {

    private static final Logger LOG = LoggerFactory.getLogger(EvictionLog.class);

    private final MeterRegistry registry;

    EvictionLog(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void evicted(Eviction eviction) {
        ConnectionKind kind = eviction.connection().labels().kind();
        registry.counter("commserver.health.evictions", "kind", kind == null ? "none" : kind.wireName()).increment();
        LOG.info("{}", eviction);
    }
}
