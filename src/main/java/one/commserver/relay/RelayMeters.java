package one.commserver.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.relay.bounds.Memory;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/// The relay's meters. No tag names an identity or a channel.
final class RelayMeters {

    private static final String CLIENTS_REASON = "client";

    private final MeterRegistry registry;
    private final AtomicInteger open = new AtomicInteger();
    private final Counter opened;
    private final Counter interrupted;
    private final Counter resumed;
    private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);

    RelayMeters(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("commserver.relay.channels", open);
        opened = registry.counter("commserver.relay.channels.opened");
        interrupted = registry.counter("commserver.relay.channels.interrupted");
        resumed = registry.counter("commserver.relay.channels.resumed");
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, registry.counter("commserver.relay.frames.dropped", "reason", word(reason)));
        }
    }

    void dropped(DropReason reason) {
        Counter counter = dropped.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /// A channel had a break, perhaps during another one.
    void interrupted() {
        interrupted.increment();
    }

    void resumed() {
        resumed.increment();
    }

    /// Shows what waits for receivers, in bytes, and how many sessions wait for their clients.
    void show(Memory memory, IntSupplier parked) {
        Gauge.builder("commserver.relay.memory.used", memory, Memory::bytes).baseUnit("bytes").register(registry);
        Gauge.builder("commserver.relay.sessions.parked", parked, IntSupplier::getAsInt).register(registry);
    }

    void opened() {
        open.incrementAndGet();
        opened.increment();
    }

    /// @param reason a word of [ChannelCloseReason], or a client's own, which never becomes a tag
    void closed(String reason) {
        open.decrementAndGet();
        registry.counter("commserver.relay.channels.closed", "reason", tag(reason)).increment();
    }

    private static String tag(String reason) {
        for (ChannelCloseReason known : ChannelCloseReason.values()) {
            if (known.wireName().equals(reason)) {
                return reason;
            }
        }
        return CLIENTS_REASON;
    }

    private static String word(DropReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
