package one.commserver.mailbox;

import one.commserver.crypto.Identity;
import one.commserver.mailbox.Mailboxes.Event;
import one.commserver.pairing.Pairings;
import one.commserver.protocol.SyncMessage.ObjectStatus;
import one.commserver.protocol.SyncMessage.SyncReceipt;
import one.commserver.protocol.WireTime;
import one.commserver.registry.IdentityIndex;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import java.time.Instant;

/// What the synchronisations of all connections share, and who is told what happens in the mailboxes: of arrivals the
/// owner's connections, of what became of an object its sender's.
public final class SyncService {

    /// What takes longer than reading this many bytes isn't done on a connection's thread: about 0.1 ms of SHA-256.
    private static final int LITTLE = 64 * 1024;

    private final Parts parts;
    private final IdentityIndex<SyncExchange> exchanges = new IdentityIndex<>();

    /// What it is made of.
    ///
    /// @param workers for what takes long
    /// @param limits of one message
    record Parts(
            Mailboxes mailboxes,
            Pairings pairings,
            BatchMemory batches,
            SyncMeters meters,
            Scheduler workers,
            Limits limits) {}

    /// @param object the most bytes of data of an object, or part of one
    /// @param message the most bytes of a text message
    record Limits(long object, long message) {}

    SyncService(Parts parts) {
        this.parts = parts;
        parts.mailboxes().onEvent(this::happened);
    }

    /// One connection's part in it.
    public SyncExchange begin(SyncExchange.Member member) {
        return new SyncExchange(member, this);
    }

    Mailboxes mailboxes() {
        return parts.mailboxes();
    }

    Pairings pairings() {
        return parts.pairings();
    }

    BatchMemory batches() {
        return parts.batches();
    }

    SyncMeters meters() {
        return parts.meters();
    }

    Limits limits() {
        return parts.limits();
    }

    IdentityIndex<SyncExchange> exchanges() {
        return exchanges;
    }

    /// Does something that takes as long as so many bytes do: here if these are few, otherwise elsewhere.
    Mono<Void> work(long bytes, Runnable steps) {
        Mono<Void> work = Mono.fromRunnable(steps);
        return bytes <= LITTLE ? work : work.subscribeOn(parts.workers());
    }

    /// Lets the mailboxes know who is here, for a timer: whoever has nothing to ask for isn't away.
    void remind() {

        exchanges.all().forEach(SyncExchange::stay);
    }

    private void happened(Event event) {
        switch (event) {
            case Event.Arrived arrived -> exchanges.of(arrived.owner()).forEach(SyncExchange::arrived);
            case Event.Delivered(Identity sender, Identity owner, String id, Instant at) -> {
                parts.meters().delivered();
                receipt(sender, owner, id, ObjectStatus.DELIVERED, at);
            }
            case Event.Expired(Identity sender, Identity owner, String id, Instant at) -> {
                parts.meters().expired();
                receipt(sender, owner, id, ObjectStatus.EXPIRED, at);
            }
        }
    }

    private void receipt(Identity sender, Identity owner, String id, ObjectStatus status, Instant at) {
        var receipt = new SyncReceipt(null, owner, id, status, WireTime.format(at));
        exchanges.of(sender).forEach(exchange -> exchange.tell(receipt));
    }
}
