package one.commserver.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.protocol.ChannelCloseReason;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The relay's meters. No tag names an identity or a channel.
final class RelayMeters {

    private static final String CLIENTS_REASON = "client";

    private final MeterRegistry registry;
    private final AtomicInteger open = new AtomicInteger();
    private final Counter opened;
    private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);

    RelayMeters(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("commserver.relay.channels", open);
        opened = registry.counter("commserver.relay.channels.opened");
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
