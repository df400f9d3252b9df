package one.commserver.mailbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.protocol.ErrorCode;
import one.commserver.telemetry.Meters;

import java.util.EnumMap;
import java.util.Map;

/// The mailboxes' meters. No tag names an identity or an object.
final class SyncMeters {

    private final Counter stored;
    private final Counter delivered;
    private final Counter expired;
    private final Map<ErrorCode, Counter> refused = new EnumMap<>(ErrorCode.class);

    SyncMeters(MeterRegistry registry, BatchMemory batches) {
        var meters = new Meters(registry);
        stored = meters.counter(MailboxMeter.STORED);
        delivered = meters.counter(MailboxMeter.DELIVERED);
        expired = meters.counter(MailboxMeter.EXPIRED);
        meters.gauge(MailboxMeter.BATCHES, batches, BatchMemory::count);
        meters.gauge(MailboxMeter.BATCH_MEMORY, batches, BatchMemory::taken);
        for (ErrorCode reason : ErrorCode.values()) {
            refused.put(reason, meters.counter(MailboxMeter.REFUSED, reason.wireName()));
        }
    }

    /// So many elements were put and are kept, those included that were before.
    void stored(int elements) {
        stored.increment(elements);
    }

    /// A put was refused.
    void refused(ErrorCode reason) {
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
