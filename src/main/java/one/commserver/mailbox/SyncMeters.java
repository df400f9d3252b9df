package one.commserver.mailbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// The mailboxes' meters. No tag names an identity or an object.
final class SyncMeters {

    private final Counter stored;
    private final Counter delivered;
    private final Counter expired;
    private final Map<Mailboxes.Reason, Counter> refused = new EnumMap<>(Mailboxes.Reason.class);

    SyncMeters(MeterRegistry registry, BatchMemory batches) {
        stored = registry.counter("commserver.mailbox.elements.stored");
        delivered = registry.counter("commserver.mailbox.objects.delivered");
        expired = registry.counter("commserver.mailbox.objects.expired");
        for (Mailboxes.Reason reason : Mailboxes.Reason.values()) {
            String word = reason.name().toLowerCase(Locale.ROOT);
            refused.put(reason, registry.counter("commserver.mailbox.puts.refused", "reason", word));
        }
        Gauge.builder("commserver.mailbox.batches", batches, BatchMemory::taken).baseUnit("bytes").register(registry);
    }

    /// So many elements were put and are kept, those included that were before.
    void stored(int elements) {
        stored.increment(elements);
    }

    void refused(Mailboxes.Reason reason) {
        Counter counter = refused.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    void delivered() {
        delivered.increment();
    }

    void expired() {
        expired.increment();
    }
}
