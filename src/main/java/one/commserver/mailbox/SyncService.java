package one.commserver.mailbox;

import one.commserver.pairing.Pairings;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.SyncMessage.ObjectStatus;
import one.commserver.protocol.SyncMessage.SyncReceipt;
import one.commserver.protocol.WireTime;
import one.commserver.registry.IdentityIndex;

/// What the synchronisations of all connections share, and who of this node is to be told what happens in the mailboxes.
public final class SyncService {

    private final IdentityIndex<SyncExchange> here = new IdentityIndex<>();
    private final Mailboxes mailboxes;
    private final Pairings pairings;
    private final BatchMemory batches;
    private final Sizes sizes;
    private final SyncMeters meters;

    /// How large things may be.
    ///
    /// @param object the most bytes of an object, see [Limits#syncObject]
    /// @param message the most bytes of a message to a client, see [Limits#textMessage]
    record Sizes(int object, int message) {}

    SyncService(Mailboxes mailboxes, Pairings pairings, BatchMemory batches, Sizes sizes, SyncMeters meters) {
        this.mailboxes = mailboxes;
        this.pairings = pairings;
        this.batches = batches;
        this.sizes = sizes;
        this.meters = meters;
        mailboxes.onEvent(this::happened);
    }

    /// One connection's part in it.
    public SyncExchange begin(SyncExchange.Member member) {
        return new SyncExchange(member, this);
    }

    Mailboxes mailboxes() {
        return mailboxes;
    }

    Pairings pairings() {
        return pairings;
    }

    BatchMemory batches() {
        return batches;
    }

    Sizes sizes() {
        return sizes;
    }

    SyncMeters meters() {
        return meters;
    }

    /// It is told from now on.
    void enter(SyncExchange exchange) {
        here.add(exchange.member().identity(), exchange);
    }

    /// It isn't any more.
    void leave(SyncExchange exchange) {
        here.remove(exchange.member().identity(), exchange);
    }

    private void happened(Mailboxes.Event event) {
        switch (event) {
            case Mailboxes.Event.Arrived(var owner, var content) ->
                    here.of(owner).forEach(exchange -> exchange.arrived(content));
            case Mailboxes.Event.Delivered(var sender, var owner, var id, var at) -> {
                meters.delivered();
                ServerMessage receipt = new SyncReceipt(null, owner, id, ObjectStatus.DELIVERED, WireTime.format(at));
                here.of(sender).forEach(exchange -> exchange.tell(receipt));
            }
            case Mailboxes.Event.Expired(var sender, var owner, var id, var at) -> {
                meters.expired();
                ServerMessage receipt = new SyncReceipt(null, owner, id, ObjectStatus.EXPIRED, WireTime.format(at));
                here.of(sender).forEach(exchange -> exchange.tell(receipt));
            }
        }
    }
}
