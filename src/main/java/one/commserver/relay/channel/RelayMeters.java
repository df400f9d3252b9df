package one.commserver.relay.channel;

import static one.commserver.telemetry.MeterSpec.counter;
import static one.commserver.telemetry.MeterSpec.gauge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.relay.bounds.Memory;
import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.Meters;
import one.commserver.telemetry.ServerMeter;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// The relay's meters. No tag names an identity or a channel.
public final class RelayMeters {

    /// The reason of a channel that a client closed with words of its own.
    private static final String CLIENTS_REASON = "client";

    /// The meters of channels and of what travels through them.
    private enum Meter implements ServerMeter {
        OPEN(gauge("commserver.relay.channels", "Channels that have an end at this node.")),
        REMOTE(gauge("commserver.relay.channels.remote", "Those of them whose other end is at another node.")),
        OPENED(counter("commserver.relay.channels.opened", "Channels that were accepted.")),
        INTERRUPTED(
                counter(
                        "commserver.relay.channels.interrupted",
                        "Breaks of channels, one during another one included.")),
        RESUMED(counter("commserver.relay.channels.resumed", "Channels that went on behind a break.")),
        CLOSED(
                counter(
                        "commserver.relay.channels.closed",
                        "Channels that have ended, by why: `client` for a client's own words.",
                        MeterTag.of("reason", ChannelCloseReason.class, CLIENTS_REASON))),
        DROPPED(
                counter(
                        "commserver.relay.frames.dropped",
                        "Frames that went nowhere, by why.",
                        MeterTag.of("reason", DropReason.class))),
        MEMORY(gauge("commserver.relay.memory.used", "What waits for receivers and for other nodes.").ofBytes()),
        PARKED(gauge("commserver.relay.sessions.parked", "Sessions that wait for their clients to come back.")),
        BUS_WAITING(gauge("commserver.relay.bus.waiting", "What waits to be told to other nodes.").ofBytes()),
        BUS_GAPS(
                counter(
                        "commserver.relay.bus.gaps",
                        "How often something that another node has told, or was told, may have been lost."));

        @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
        private final MeterSpec spec;

        Meter(MeterSpec spec) {
            this.spec = spec;
        }

        @Override
        public MeterSpec spec() {
            return spec;
        }
    }

    private final Meters meters;
    private final AtomicInteger open = new AtomicInteger();
    private final Counter opened;
    private final Counter interrupted;
    private final Counter resumed;
    private final Counter gaps;
    private final Map<String, Counter> closed = new HashMap<>();
    private final Counter closedByClient;
    private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);

    public RelayMeters(MeterRegistry registry) {
        meters = new Meters(registry);
        meters.gauge(Meter.OPEN, open, AtomicInteger::get);
        opened = meters.counter(Meter.OPENED);
        interrupted = meters.counter(Meter.INTERRUPTED);
        gaps = meters.counter(Meter.BUS_GAPS);
        resumed = meters.counter(Meter.RESUMED);
        closedByClient = meters.counter(Meter.CLOSED, CLIENTS_REASON);
        for (ChannelCloseReason reason : ChannelCloseReason.values()) {
            closed.put(reason.wireName(), meters.counter(Meter.CLOSED, reason.wireName()));
        }
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, meters.counter(Meter.DROPPED, MeterTag.word(reason)));
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
        meters.gauge(Meter.MEMORY, memory, Memory::bytes);
        meters.gauge(Meter.PARKED, parked, IntSupplier::getAsInt);
    }

    /// Shows what waits for other nodes, in bytes, and how many channels have their other end there.
    public void show(LongSupplier waiting, IntSupplier halves) {
        meters.gauge(Meter.BUS_WAITING, waiting, LongSupplier::getAsLong);
        meters.gauge(Meter.REMOTE, halves, IntSupplier::getAsInt);
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
        closed.getOrDefault(reason, closedByClient).increment();
    }
}
