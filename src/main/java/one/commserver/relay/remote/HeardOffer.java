package one.commserver.relay.remote;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ClosedBy;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.relay.bus.BusMessage;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.relay.bus.Side;
import one.commserver.relay.channel.ChannelEnd;
import one.commserver.relay.channel.Line;
import one.commserver.relay.channel.Offer;
import one.commserver.relay.channel.Party;
import one.commserver.tracing.ServerObservation;
import one.commserver.tracing.TraceSpan;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A channel that somebody at another node asks a client of this one for. The opener's node decides what becomes of it;
/// without news from there it ends by its time.
///
/// Spec: chapter 8, opening.
final class HeardOffer implements Offer {

    /// The opener's node is to be the first to say that nobody has accepted in time.
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Halves halves;
    private final BusMessage.Offer offer;
    private final NodeId from;
    private final Party peer;
    private final Disposable.Swap timer = Disposables.swap();
    private TraceSpan span = TraceSpan.NONE;
    private int number;
    private boolean isOver;
    private @Nullable Line toldOn;

    HeardOffer(Halves halves, BusMessage.Offer offer, NodeId from, Party peer) {
        this.halves = halves;
        this.offer = offer;
        this.from = from;
        this.peer = peer;
    }

    ChannelKey key() {
        return offer.key();
    }

    /// Whether it was made at that node.
    boolean isFrom(NodeId node) {
        return from.equals(node);
    }

    /// Asks the client.
    ///
    /// @return false if there is no room
    synchronized boolean begin() {
        span = halves.rules().tracing().goOn(ServerObservation.OFFER_HEARD, offer.trace());
        number = peer.table().offer(this, halves.rules().pendingOffers());
        halves.rules().numberGiven(peer, number);
        if (number == 0) {
            isOver = true;
            span.end("no_room");
            return false;
        }
        long patience = halves.rules().offerTimeout().plus(GRACE).toMillis();
        timer.update(
                halves.rules()
                        .timers()
                        .schedule(() -> withdrawn(ChannelCloseReason.OFFER_TIMEOUT), patience, TimeUnit.MILLISECONDS));
        tell();
        return true;
    }

    @Override
    public Identity from() {
        return offer.from().identity();
    }

    /// Frames may follow at once: what it grants is on the bus before them, and before any break.
    @Override
    public synchronized boolean accept(Party by, long limit) {
        if (isOver) {
            return false;
        }
        var opener = new Registration(offer.from(), offer.epoch(), from, offer.session());
        if (halves.isOvertaken(opener)) {
            withdrawn(ChannelCloseReason.REPLACED);
            halves.bus().send(from, new BusMessage.Decline(key(), false));
            return false;
        }
        isOver = true;
        span.end("accepted");
        timer.dispose();
        var half =
                Making.opened(
                        halves,
                        new ChannelEnd.Here(peer, number),
                        new FarEnd.Place(key(), Side.OPENER, opener),
                        limit,
                        offer.limit());
        synchronized (half) {
            Party gone = half.join();
            boolean isTold = halves.bus().send(from, new BusMessage.Accept(key(), peer.registration().epoch(), limit));
            if (gone != null) {
                half.leave(gone, ChannelCloseReason.CONNECTION_LOST);
            } else if (!isTold) {
                half.interruptIfOpen();
            }
        }
        // whoever withdraws it from now on finds the half
        halves.remove(this);
        halves.begun(opener);
        return true;
    }

    @Override
    public synchronized void decline(Party by) {
        if (!isOver) {
            settle("declined");
            peer.table().remove(number);
            halves.bus().send(from, new BusMessage.Decline(key(), true));
        }
    }

    @Override
    public synchronized void repeat(Party to) {
        if (!isOver) {
            tell();
        }
    }

    /// The opener's node knows of its probation.
    @Override
    public void endProbation() {
        // nothing to do here
    }

    @Override
    public void revoke(ChannelCloseReason why) {
        takeBack();
    }

    /// It mustn't be accepted any more, or what the opener's node has said of it may be lost.
    synchronized void takeBack() {
        if (!isOver) {
            withdrawn(ChannelCloseReason.WITHDRAWN);
            halves.bus().send(from, new BusMessage.Decline(key(), false));
        }
    }

    /// It is no more.
    synchronized void withdrawn(ChannelCloseReason why) {
        if (!isOver) {
            settle(why.wireName());
            peer.table().remove(number);
            peer.tell(new ChannelClosed(null, number, ClosedBy.SERVER, why.wireName()));
        }
    }

    private void settle(String outcome) {
        isOver = true;
        span.end(outcome);
        timer.dispose();
        halves.remove(this);
    }

    private void tell() {
        Line line = peer.line();
        if (line == null || line.equals(toldOn)) {
            return;
        }
        toldOn = line;
        line.tell(
                new ChannelOffer(
                        null, number, from(), offer.from().instance(), offer.limit(), ChannelMessage.FIRST_GENERATION));
    }
}
