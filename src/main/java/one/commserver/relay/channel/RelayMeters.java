package one.commserver.relay.channel;

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
import java.util.function.LongSupplier;

/// The relay's meters. No tag names an identity or a channel.
public final class RelayMeters {

    private static final String CLIENTS_REASON = "client";

    private final MeterRegistry registry;
    private final AtomicInteger open = new AtomicInteger();
    private final Counter opened;
    private final Counter interrupted;
    private final Counter resumed;
    private final Counter gaps;
    private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);

    public RelayMeters(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("commserver.relay.channels", open);
        opened = registry.counter("commserver.relay.channels.opened");
        interrupted = registry.counter("commserver.relay.channels.interrupted");
        gaps = registry.counter("commserver.relay.bus.gaps");
        resumed = registry.counter("commserver.relay.channels.resumed");
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, registry.counter("commserver.relay.frames.dropped", "reason", word(reason)));
        }
    }

    public void dropped(DropReason reason) {
        Counter counter = dropped.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /// A channel had a break, perhaps during another one.
    public void interrupted() {
        interrupted.increment();
    }

    public void resumed() {
        resumed.increment();
    }

    /// Shows what waits for receivers, in bytes, and how many sessions wait for their clients.
    public void show(Memory memory, IntSupplier parked) {
        Gauge.builder("commserver.relay.memory.used", memory, Memory::bytes).baseUnit("bytes").register(registry);
        Gauge.builder("commserver.relay.sessions.parked", parked, IntSupplier::getAsInt).register(registry);
    }

    /// Shows what waits for other nodes, in bytes, and how many channels have their other end there.
    public void show(LongSupplier waiting, IntSupplier halves) {
        Gauge.builder("commserver.relay.bus.waiting", waiting, LongSupplier::getAsLong)
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("commserver.relay.channels.remote", halves, IntSupplier::getAsInt).register(registry);
    }

    /// Something that another node has told, or was told, may be lost.
    public void gap() {
        gaps.increment();
    }

    public void opened() {
        open.incrementAndGet();
        opened.increment();
    }

    /// A channel goes on as something else.
    public void moved() {
        open.decrementAndGet();
    }

    /// A channel is over.
    ///
    /// @param reason a word of [ChannelCloseReason], or a client's own, which never becomes a tag
    public void closed(String reason) {
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
