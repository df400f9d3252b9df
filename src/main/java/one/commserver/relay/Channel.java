package one.commserver.relay;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// Two joined parties. Whoever first moves the state to CLOSED decides how it ends: at once, with what waits dropped,
/// or behind what was sent before, within a time.
///
/// Spec: chapter 8, closing.
final class Channel {

    private final ChannelEnd opener;
    private final ChannelEnd acceptor;
    private final Flow toOpener;
    private final Flow toAcceptor;
    private final RelayMeters meters;
    private final Scheduler timers;
    private final Duration closeTimeout;
    private final AtomicReference<ChannelState> state = new AtomicReference<>(ChannelState.OPEN);
    private final AtomicBoolean finished = new AtomicBoolean();
    private final Disposable.Swap timer = Disposables.swap();
    private volatile CallPolicy.Probation probation = CallPolicy.Probation.NONE;

    /// Both parties have taken room for it already.
    ///
    /// @param openerLimit what the opener has granted, already taken from its grants
    /// @param acceptorLimit what the acceptor has granted, likewise
    Channel(ChannelEnd opener, ChannelEnd acceptor, long openerLimit, long acceptorLimit, Relay.Rules rules) {
        this.opener = opener;
        this.acceptor = acceptor;
        this.toOpener = new Flow(this, acceptor, opener, rules.channelWindow(), openerLimit);
        this.toAcceptor = new Flow(this, opener, acceptor, rules.channelWindow(), acceptorLimit);
        this.meters = rules.meters();
        this.timers = rules.timers();
        this.closeTimeout = rules.closeTimeout();
        meters.opened();
    }

    /// The channel is open for a time only, unless the probation is ended before. Before anybody knows the channel.
    void onProbation(CallPolicy.Probation newProbation) {
        probation = newProbation;
        probation.run(timers, () -> sever(ChannelCloseReason.NOT_PAIRED));
    }

    CallPolicy.Probation probation() {
        return probation;
    }

    /// Who is at the other end.
    Identity peerOf(Party party) {
        return (party == opener.party() ? acceptor : opener).party().slot().identity();
    }

    /// The server wants it no more: what waits is dropped, both ends are told. Any thread.
    void sever(ChannelCloseReason why) {
        end();
        dropAndTellBoth(why);
    }

    ChannelTable.Joined forOpener() {
        return new ChannelTable.Joined(this, toAcceptor, toOpener);
    }

    ChannelTable.Joined forAcceptor() {
        return new ChannelTable.Joined(this, toOpener, toAcceptor);
    }

    /// A client wants no more. On its thread.
    void close(Party by, @Nullable String ref, @Nullable String reason) {
        if (!end()) {
            return;
        }
        String word = reason == null || reason.isEmpty() ? ChannelCloseReason.CLOSED.wireName() : reason;
        ChannelEnd closer = endOf(by);
        closer.party().table().remove(closer.number());
        Flow back = flowTo(by);
        back.drop();
        back.settle();
        finishBehind(closer, ref, ClosedBy.PEER, word);
    }

    /// A client is gone; what it had sent still goes to the other one. On the thread of the one that is gone.
    void leave(Party gone, ChannelCloseReason why) {
        if (!end()) {
            return;
        }
        flowTo(gone).drop();
        finishBehind(endOf(gone), null, ClosedBy.PEER, why.wireName());
    }

    /// A frame came for an end that wants no more.
    void frameDropped() {
        meters.dropped(DropReason.CLOSED_CHANNEL);
    }

    /// A client sent beyond its credit. On its thread.
    void creditExceeded(ChannelEnd sender) {
        meters.dropped(DropReason.CREDIT_EXCEEDED);
        abort(sender, ErrorCode.CREDIT_EXCEEDED, ChannelCloseReason.CREDIT_EXCEEDED);
    }

    /// A client's flow frame said what can't be. On its thread.
    void flowInvalid(Party by) {
        abort(endOf(by), ErrorCode.FLOW_INVALID, ChannelCloseReason.FLOW_INVALID);
    }

    private void abort(ChannelEnd culprit, ErrorCode code, ChannelCloseReason why) {
        if (end()) {
            culprit.party().tell(ErrorMessage.of(code, null).onChannel(culprit.number()));
            dropAndTellBoth(why);
        }
    }

    /// Lets what waits for the other end leave first, then tells both; but not for ever.
    private void finishBehind(ChannelEnd closer, @Nullable String ref, ClosedBy by, String reason) {
        ChannelEnd other = closer.equals(opener) ? acceptor : opener;
        Flow rest = flowTo(other.party());
        timer.update(timers.schedule(this::closeTimedOut, closeTimeout.toMillis(), TimeUnit.MILLISECONDS));
        other.party()
                .line()
                .queue(
                        new BehindTheRest(() -> {
                            if (finish(reason)) {
                                timer.dispose();
                                rest.settle();
                                other.party().tell(new ChannelClosed(null, other.number(), by, reason));
                                closer.party().tell(new ChannelClosed(ref, closer.number(), ClosedBy.CLIENT, reason));
                            }
                        }));
    }

    private void closeTimedOut() {
        dropAndTellBoth(ChannelCloseReason.CLOSE_TIMEOUT);
    }

    private void dropAndTellBoth(ChannelCloseReason why) {
        if (!finish(why.wireName())) {
            return;
        }
        toOpener.drop();
        toAcceptor.drop();
        opener.party().line().execute(toOpener::settle);
        acceptor.party().line().execute(toAcceptor::settle);
        tellEnd(opener, why);
        tellEnd(acceptor, why);
    }

    private void tellEnd(ChannelEnd end, ChannelCloseReason why) {
        end.party().tell(new ChannelClosed(null, end.number(), ClosedBy.SERVER, why.wireName()));
    }

    private boolean finish(String reason) {
        if (!finished.compareAndSet(false, true)) {
            return false;
        }
        opener.party().table().remove(opener.number());
        acceptor.party().table().remove(acceptor.number());
        opener.party().giveRoom();
        acceptor.party().giveRoom();
        probation.end();
        meters.closed(reason);
        return true;
    }

    private boolean end() {
        return state.compareAndSet(ChannelState.OPEN, ChannelState.OPEN.to(ChannelState.CLOSED));
    }

    private ChannelEnd endOf(Party party) {
        return party == opener.party() ? opener : acceptor;
    }

    private Flow flowTo(Party party) {
        return party == opener.party() ? toOpener : toAcceptor;
    }

    /// Waits its turn behind the frames; runs when it leaves, and also when it never will.
    private record BehindTheRest(Runnable then) implements Departure {
        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public void depart() {
            then.run();
        }

        @Override
        public void drop() {
            then.run();
        }
    }
}
