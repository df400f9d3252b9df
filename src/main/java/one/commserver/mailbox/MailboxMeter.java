package one.commserver.mailbox;

import static one.commserver.telemetry.MeterSpec.counter;
import static one.commserver.telemetry.MeterSpec.gauge;

import one.commserver.protocol.ErrorCode;
import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.ServerMeter;

/// The meters of mailboxes.
public enum MailboxMeter implements ServerMeter {
    STORED(
            counter(
                    "commserver.mailbox.elements.stored",
                    "Elements that were put and are kept, those included that were before.")),
    REFUSED(
            counter(
                    "commserver.mailbox.puts.refused",
                    "Puts that were refused, by the error that was told.",
                    MeterTag.of("reason", ErrorCode.class))),
    DELIVERED(
            counter(
                    "commserver.mailbox.objects.delivered",
                    "Objects that all devices of their receiver have acknowledged.")),
    EXPIRED(counter("commserver.mailbox.objects.expired", "Objects that were too old before they were delivered.")),
    BATCHES(gauge("commserver.mailbox.batches", "Batches that their receivers haven't acknowledged yet.")),
    BATCH_MEMORY(gauge("commserver.mailbox.batches.memory", "What these batches take.").ofBytes()),
    MEMORY(
            gauge(
                            "commserver.mailbox.memory.used",
                            "What all mailboxes take in the memory of this node. Not with Redis.")
                    .ofBytes()),
    MAILBOXES(gauge("commserver.mailbox.mailboxes", "Mailboxes in the memory of this node. Not with Redis."));

    @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
    private final MeterSpec spec;

    MailboxMeter(MeterSpec spec) {
        this.spec = spec;
    }

    @Override
    public MeterSpec spec() {
        return spec;
    }
}
