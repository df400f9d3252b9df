package one.commserver.relay;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A channel that was asked for and isn't open: who asked, and which connections of the peer are asked. The first
/// accept wins; it is over when somebody has won, when all have declined, after a time, or when the opener is gone.
///
/// Spec: chapter 8, opening.
final class Offer {

    private final Party opener;
    private final @Nullable String ref;
    private final long openerLimit;
    private final Relay.Rules rules;
    private final Map<Party, Integer> asked = new LinkedHashMap<>();
    private final Map<Party, Line> toldOn = new HashMap<>();
    private final Disposable.Swap timer = Disposables.swap();
    private ChannelState state = ChannelState.OFFERED;
    private CallPolicy.Probation probation = CallPolicy.Probation.NONE;
    private @Nullable Channel channel;

    /// The opener has taken room for it already.
    ///
    /// @param openerLimit what the opener has granted, already taken from its grants
    Offer(Party opener, @Nullable String ref, long openerLimit, Relay.Rules rules) {
        this.opener = opener;
        this.ref = ref;
        this.openerLimit = openerLimit;
        this.rules = rules;
    }

    Party opener() {
        return opener;
    }

    /// The channel will be open for a time only. Before anybody is asked.
    ///
    /// @return false if there is no place for another one
    synchronized boolean onProbation(CallPolicy.Probation newProbation) {
        if (!isWaiting() || !newProbation.begin()) {
            return false;
        }
        probation = newProbation;
        return true;
    }

    synchronized boolean isOnProbation() {
        return probation != CallPolicy.Probation.NONE;
    }

    /// The channel, once it is open, may stay.
    synchronized void endProbation() {
        probation.end();
    }

    /// The two mustn't be joined any more: the offer, or the channel that it has become, is no more.
    synchronized void revoke(ChannelCloseReason why) {
        if (isWaiting()) {
            fail(ErrorCode.PEER_UNREACHABLE, ChannelCloseReason.WITHDRAWN);
        } else if (channel != null) {
            channel.sever(why);
        }
    }

    /// Asks all of them. Nobody is asked if none has room.
    synchronized void ask(Iterable<Party> peers) {
        if (!isWaiting()) {
            return;
        }
        for (Party peer : peers) {
            int number = peer.table().offer(this, rules.pendingOffers());
            if (number > 0) {
                asked.put(peer, number);
            }
        }
        if (asked.isEmpty()) {
            fail(ErrorCode.PEER_UNREACHABLE, ChannelCloseReason.WITHDRAWN);
            return;
        }
        timer.update(rules.timers().schedule(this::timedOut, rules.offerTimeout().toMillis(), TimeUnit.MILLISECONDS));
        asked.forEach(this::tell);
    }

    /// Tells a peer again that has lost its connection and has returned.
    synchronized void repeat(Party peer) {
        Integer number = asked.get(peer);
        if (number != null && isWaiting()) {
            tell(peer, number);
        }
    }

    /// Once on each link: a client may join while it is being asked.
    private void tell(Party peer, int number) {
        Line line = peer.line();
        if (line == null || line.equals(toldOn.put(peer, line))) {
            return;
        }
        line.tell(
                new ChannelOffer(
                        null,
                        number,
                        opener.slot().identity(),
                        opener.slot().instance(),
                        openerLimit,
                        ChannelMessage.FIRST_GENERATION));
    }

    /// A peer accepts; its grant has been taken already. On its thread.
    ///
    /// @return false if it came too late
    synchronized boolean accept(Party peer, long limit) {
        Integer number = asked.get(peer);
        if (number == null || !isWaiting()) {
            return false;
        }
        Line openersLine = opener.line();
        int openerNumber = openersLine == null ? 0 : opener.table().nextNumber();
        if (openerNumber == 0) {
            // it has gone, and its withdrawal hasn't got here yet
            withdraw();
            return false;
        }
        settle(ChannelState.OPEN);
        asked.remove(peer);
        tellTheRest(ChannelCloseReason.TAKEN);
        join(new ChannelEnd(opener, openerNumber), openersLine, new ChannelEnd(peer, number), limit);
        return true;
    }

    /// A peer declines, or is gone.
    synchronized void decline(Party peer) {
        Integer number = asked.remove(peer);
        if (number == null || !isWaiting()) {
            return;
        }
        peer.table().remove(number);
        if (asked.isEmpty()) {
            fail(ErrorCode.CHANNEL_REJECTED, ChannelCloseReason.WITHDRAWN);
        }
    }

    /// The opener is gone.
    synchronized void withdraw() {
        if (isWaiting()) {
            settle(ChannelState.CLOSED);
            giveBack();
            tellTheRest(ChannelCloseReason.WITHDRAWN);
        }
    }

    private synchronized void timedOut() {
        if (isWaiting()) {
            fail(ErrorCode.OFFER_TIMEOUT, ChannelCloseReason.OFFER_TIMEOUT);
        }
    }

    private void join(ChannelEnd openerEnd, @Nullable Line openersLine, ChannelEnd acceptor, long limit) {
        Channel joined = new Channel(openerEnd, acceptor, openerLimit, limit, rules);
        joined.onProbation(probation);
        channel = joined;
        Party gone = joined.join();
        if (gone != opener) {
            opener.tell(
                    new ChannelMessage.ChannelOpened(
                            ref,
                            openerEnd.number(),
                            acceptor.party().slot().instance(),
                            limit,
                            ChannelMessage.FIRST_GENERATION));
        }
        if (gone != null) {
            joined.leave(gone, ChannelCloseReason.CONNECTION_LOST);
        } else if (!Objects.equals(opener.line(), openersLine)) {
            // its link has gone since it was looked at, and nobody has seen this channel among its own
            joined.interruptIfOpen();
        }
    }

    private void fail(ErrorCode code, ChannelCloseReason toPeers) {
        settle(ChannelState.CLOSED);
        giveBack();
        tellTheRest(toPeers);
        opener.tell(ErrorMessage.of(code, ref));
    }

    private void tellTheRest(ChannelCloseReason why) {
        asked.forEach((peer, number) -> {
            peer.table().remove(number);
            peer.tell(new ChannelClosed(null, number, ClosedBy.SERVER, why.wireName()));
        });
        asked.clear();
        toldOn.clear();
    }

    private void giveBack() {
        opener.grants().giveBack(openerLimit);
        opener.giveRoom();
    }

    private boolean isWaiting() {
        return state == ChannelState.OFFERED;
    }

    private void settle(ChannelState next) {
        state = state.to(next);
        timer.dispose();
        opener.offers().remove(this);
        if (state == ChannelState.CLOSED) {
            probation.end();
        }
    }
}
