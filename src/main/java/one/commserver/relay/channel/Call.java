package one.commserver.relay.channel;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.telemetry.MeterTag;
import one.commserver.tracing.ServerObservation.Tag;
import one.commserver.tracing.TraceSpan;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// A channel that a client of this node has asked for and that isn't open: who asked, and which connections of the peer
/// are asked, at this node or at others. The first accept wins; it is over when somebody has won, when all have
/// declined, after a time, or when the opener is gone.
///
/// Spec: chapter 8, opening.
public final class Call implements Offer {

    private final Party opener;
    private final Identity to;
    private final @Nullable String ref;
    private final long openerLimit;
    private final Rules rules;
    private final TraceSpan span;
    private final Set<Callee> asked = new LinkedHashSet<>();
    private final Deque<Callee> others = new ArrayDeque<>();
    private final Disposable.Swap timer = Disposables.swap();
    private ChannelState state = ChannelState.OFFERED;
    private CallPolicy.Probation probation = CallPolicy.Probation.NONE;
    private boolean someoneWasThere;
    private boolean someoneWasLost;
    private @Nullable Channel channel;

    /// The opener has taken room for it already.
    ///
    /// @param openerLimit what the opener has granted, already taken from its grants
    /// @param span ends when it is over
    public Call(Party opener, Identity to, @Nullable String ref, long openerLimit, Rules rules, TraceSpan span) {
        this.opener = opener;
        this.to = to;
        this.ref = ref;
        this.openerLimit = openerLimit;
        this.rules = rules;
        this.span = span;
    }

    /// What asking for it is a part of.
    public TraceSpan span() {
        return span;
    }

    public Party opener() {
        return opener;
    }

    /// Whom the opener wants.
    public Identity to() {
        return to;
    }

    /// What the opener has granted, in bytes.
    public long openerLimit() {
        return openerLimit;
    }

    @Override
    public Identity from() {
        return opener.slot().identity();
    }

    /// The channel will be open for a time only. Before anybody is asked.
    ///
    /// @return false if there is no place for another one
    public synchronized boolean onProbation(CallPolicy.Probation newProbation) {
        if (!isWaiting() || !newProbation.begin()) {
            return false;
        }
        probation = newProbation;
        return true;
    }

    public synchronized boolean isOnProbation() {
        return probation != CallPolicy.Probation.NONE;
    }

    @Override
    public synchronized void endProbation() {
        probation.end();
    }

    @Override
    public synchronized void revoke(ChannelCloseReason why) {
        if (isWaiting()) {
            fail(ErrorCode.PEER_UNREACHABLE, ChannelCloseReason.WITHDRAWN);
        } else if (channel != null) {
            channel.sever(why);
        }
    }

    /// Asks all of them. Nobody is asked if none has room.
    ///
    /// @param here clients of this node
    /// @param elsewhere of other ones
    public synchronized void ask(List<Party> here, List<? extends Callee> elsewhere) {
        if (!isWaiting()) {
            return;
        }
        here.stream().map(Neighbour::new).filter(peer -> peer.reserve(this)).forEach(asked::add);
        int near = asked.size();
        someoneWasThere = near > 0;
        elsewhere.stream().filter(peer -> peer.reserve(this)).forEach(asked::add);
        span.tag(Tag.REACH, reach(near > 0, asked.size() > near));
        begin();
        asked.forEach(Callee::tell);
    }

    /// Asks one of them, and when it declines the next one, in that order: who accepts can be asked by nobody else.
    ///
    /// @param here clients of this node
    /// @param elsewhere of other ones, asked behind those
    public synchronized void askInTurn(List<Party> here, List<? extends Callee> elsewhere) {
        if (isWaiting()) {
            here.stream().map(Neighbour::new).forEach(others::add);
            others.addAll(elsewhere);
            span.tag(Tag.REACH, reach(!here.isEmpty(), !elsewhere.isEmpty()));
            askNext();
            begin();
        }
    }

    private void askNext() {
        while (asked.isEmpty() && !others.isEmpty()) {
            Callee next = others.remove();
            if (next.reserve(this)) {
                asked.add(next);
                next.tell();
            }
        }
    }

    private void begin() {
        if (!isWaiting()) {
            return;
        }
        if (asked.isEmpty()) {
            fail(ErrorCode.PEER_UNREACHABLE, ChannelCloseReason.WITHDRAWN);
        } else {
            timer.update(
                    rules.timers().schedule(this::timedOut, rules.offerTimeout().toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private static String reach(boolean here, boolean elsewhere) {
        if (here) {
            return elsewhere ? "both" : "here";
        }
        return elsewhere ? "elsewhere" : "nowhere";
    }

    @Override
    public synchronized void repeat(Party peer) {
        Neighbour neighbour = neighbour(peer);
        if (neighbour != null && isWaiting()) {
            neighbour.tell();
        }
    }

    @Override
    public synchronized boolean accept(Party peer, long limit) {
        Neighbour neighbour = neighbour(peer);
        return neighbour != null
                && accept(
                        neighbour,
                        peer.slot().instance(),
                        limit,
                        end ->
                                new LocalChannel(
                                        end, new ChannelEnd.Here(peer, neighbour.number), openerLimit, limit, rules));
    }

    /// Somebody accepts.
    ///
    /// @param limit what it grants
    /// @param joining makes the channel with the opener's end; its own node has seen to the other one
    /// @return false if it came too late
    public synchronized boolean accept(
            Callee winner, String instance, long limit, Function<ChannelEnd.Here, Channel> joining) {
        if (!isWaiting() || !asked.contains(winner)) {
            return false;
        }
        int breaks = opener.table().breaks();
        int openerNumber = opener.line() == null ? 0 : opener.table().nextNumber();
        if (openerNumber == 0) {
            // it has gone, and its withdrawal hasn't got here yet
            withdraw();
            return false;
        }
        settle(ChannelState.OPEN, "opened");
        asked.remove(winner);
        tellTheRest(ChannelCloseReason.TAKEN);
        join(joining.apply(new ChannelEnd.Here(opener, openerNumber)), openerNumber, breaks, instance, limit);
        return true;
    }

    @Override
    public synchronized void decline(Party peer) {
        Neighbour neighbour = neighbour(peer);
        if (neighbour != null && isWaiting()) {
            peer.table().remove(neighbour.number);
            decline(neighbour, true);
        }
    }

    /// Somebody declines.
    ///
    /// @param wasThere false if that one could not be asked at all
    public synchronized void decline(Callee callee, boolean wasThere) {
        if (!asked.remove(callee) || !isWaiting()) {
            return;
        }
        someoneWasThere |= wasThere;
        askNext();
        if (asked.isEmpty()) {
            boolean isRejected = someoneWasThere && !someoneWasLost;
            fail(isRejected ? ErrorCode.CHANNEL_REJECTED : ErrorCode.PEER_UNREACHABLE, ChannelCloseReason.WITHDRAWN);
        }
    }

    /// Nobody knows whether somebody was asked, or what the answer was: that one isn't asked any more.
    public synchronized void lose(Callee callee) {
        if (isWaiting() && asked.contains(callee)) {
            someoneWasLost = true;
            callee.withdraw(ChannelCloseReason.WITHDRAWN);
            decline(callee, false);
        }
    }

    /// The opener is gone.
    public synchronized void withdraw() {
        if (isWaiting()) {
            settle(ChannelState.CLOSED, ChannelCloseReason.WITHDRAWN.wireName());
            giveBack();
            tellTheRest(ChannelCloseReason.WITHDRAWN);
        }
    }

    private synchronized void timedOut() {
        if (isWaiting()) {
            fail(ErrorCode.OFFER_TIMEOUT, ChannelCloseReason.OFFER_TIMEOUT);
        }
    }

    private void join(Channel joined, int number, int breaks, String instance, long limit) {
        joined.onProbation(probation);
        channel = joined;
        // nobody tells the opener of a break before it knows the channel
        synchronized (joined) {
            Party gone = joined.join();
            if (gone != opener) {
                opener.tell(
                        new ChannelMessage.ChannelOpened(
                                ref, number, instance, limit, ChannelMessage.FIRST_GENERATION));
            }
            if (gone != null) {
                joined.leave(gone, ChannelCloseReason.CONNECTION_LOST);
            } else if (opener.table().isMissed(number, breaks)) {
                // its link has gone meanwhile, and nobody has seen this channel among its own
                joined.interruptIfOpen();
            }
        }
    }

    private void fail(ErrorCode code, ChannelCloseReason toPeers) {
        settle(ChannelState.CLOSED, MeterTag.word(code));
        giveBack();
        tellTheRest(toPeers);
        opener.tell(ErrorMessage.of(code, ref));
    }

    private void tellTheRest(ChannelCloseReason why) {
        asked.forEach(callee -> callee.withdraw(why));
        asked.clear();
        others.clear();
    }

    private void giveBack() {
        opener.grants().giveBack(openerLimit);
        opener.giveRoom();
    }

    private boolean isWaiting() {
        return state == ChannelState.OFFERED;
    }

    private void settle(ChannelState next, String outcome) {
        span.end(outcome);
        state = state.to(next);
        timer.dispose();
        opener.calls().remove(this);
        if (state == ChannelState.CLOSED) {
            probation.end();
        }
    }

    private @Nullable Neighbour neighbour(Party peer) {
        for (Callee callee : asked) {
            if (callee instanceof Neighbour neighbour && neighbour.peer == peer) {
                return neighbour;
            }
        }
        return null;
    }

    /// A client of this node who is asked.
    private final class Neighbour implements Callee {

        private final Party peer;
        private int number;
        private @Nullable Line toldOn;

        private Neighbour(Party peer) {
            this.peer = peer;
        }

        @Override
        public boolean reserve(Call call) {
            number = peer.table().offer(Call.this, rules.pendingOffers());
            rules.numberGiven(peer, number);
            return number > 0;
        }

        /// Once on each link: a client may join while it is being asked.
        @Override
        public void tell() {
            Line line = peer.line();
            if (line == null || line.equals(toldOn)) {
                return;
            }
            toldOn = line;
            line.tell(
                    new ChannelOffer(
                            null,
                            number,
                            from(),
                            opener.slot().instance(),
                            openerLimit,
                            ChannelMessage.FIRST_GENERATION));
        }

        @Override
        public void withdraw(ChannelCloseReason why) {
            peer.table().remove(number);
            peer.tell(new ChannelClosed(null, number, ClosedBy.SERVER, why.wireName()));
        }
    }
}
