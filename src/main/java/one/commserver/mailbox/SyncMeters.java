package one.commserver.mailbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.protocol.ErrorCode;

/// The mailboxes' meters. No tag names an identity or an object.
final class SyncMeters {

    private final MeterRegistry registry;
    private final Counter stored;
    private final Counter delivered;
    private final Counter expired;

    SyncMeters(MeterRegistry registry, BatchMemory batches) {
        this.registry = registry;
        stored = registry.counter("commserver.mailbox.elements.stored");
        delivered = registry.counter("commserver.mailbox.objects.delivered");
        expired = registry.counter("commserver.mailbox.objects.expired");
        Gauge.builder("commserver.mailbox.batches", batches, BatchMemory::count).register(registry);
        Gauge.builder("commserver.mailbox.batches.memory", batches, BatchMemory::taken)
                .baseUnit("bytes")
                .register(registry);
    }

    /// So many elements were put and are kept, those included that were before.
    void stored(int elements) {
        stored.increment(elements);
    }

    /// A put was refused.
    void refused(ErrorCode reason) {
        registry.counter("commserver.mailbox.puts.refused", "reason", reason.wireName()).increment();
    }

    void delivered() {
        delivered.increment();
    }

    void expired() {
        expired.increment();
    }
}
