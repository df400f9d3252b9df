package one.commserver.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.protocol.ConnectionKind;
import one.commserver.telemetry.LogFields;
import one.commserver.telemetry.Meters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.util.EnumMap;
import java.util.Map;

/// Writes a line for each eviction, at DEBUG for one of a stranger, and counts it in [HealthMeter#EVICTIONS], by kind.
final class EvictionLog implements EvictionListener {

    private static final Logger LOG = LoggerFactory.getLogger(EvictionLog.class);

    private final Map<ConnectionKind, Counter> evictions = new EnumMap<>(ConnectionKind.class);
    private final Counter strangers;

    EvictionLog(MeterRegistry registry) {
        var meters = new Meters(registry);
        strangers = meters.counter(HealthMeter.EVICTIONS, HealthMeter.NONE);
        for (ConnectionKind kind : ConnectionKind.values()) {
            evictions.put(kind, meters.counter(HealthMeter.EVICTIONS, kind.wireName()));
        }
    }

    @Override
    public void evicted(Eviction eviction) {
        ConnectionKind kind = eviction.connection().labels().kind();
        (kind == null ? strangers : evictions.getOrDefault(kind, strangers)).increment();
        // anybody can make strangers
        LOG.atLevel(kind == null ? Level.DEBUG : Level.INFO)
                .addKeyValue(LogFields.CONNECTION, eviction.connection().id().toString())
                .log("{}", eviction);
    }
}
