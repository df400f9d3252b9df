package one.commserver.relay;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;

import java.util.concurrent.TimeUnit;

/// Two joined parties. Its steps are taken one at a time, under its lock, in which nothing waits: frames never take it.
///
/// A break drops what is under way and takes the channel's numbers off the frames' way; when both ends have said how
/// far they have come, two flows go on from there. It ends at once, with what waits dropped, or behind what was sent
/// before, within a time.
///
/// Spec: chapter 8, survival and closing.
final class Channel {

    private final ChannelEnd opener;
    private final ChannelEnd acceptor;
    private final Relay.Rules rules;
    private final Disposable.Swap timer = Disposables.swap();
    private volatile CallPolicy.Probation probation = CallPolicy.Probation.NONE;
    private Flow toOpener;
    private Flow toAcceptor;
    private ChannelState state = ChannelState.OPEN;
    private int generation = ChannelMessage.FIRST_GENERATION;
    private boolean openerAnswered;
    private boolean acceptorAnswered;
    private boolean waitsForRoom;
    private boolean finished;

    /// Both parties have taken room for it already.
    ///
    /// @param openerLimit what the opener has granted, already taken from its grants
    /// @param acceptorLimit what the acceptor has granted, likewise
    Channel(ChannelEnd opener, ChannelEnd acceptor, long openerLimit, long acceptorLimit, Relay.Rules rules) {
        this.opener = opener;
        this.acceptor = acceptor;
        this.rules = rules;
        this.toOpener = Flow.first(this, acceptor, opener, rules.channelWindow(), rules.memory(), openerLimit);
        this.toAcceptor = Flow.first(this, opener, acceptor, rules.channelWindow(), rules.memory(), acceptorLimit);
        rules.meters().opened();
    }

    /// Lets frames flow.
    ///
    /// @return who of the two has gone meanwhile, or null; then the channel is to be left on its behalf
    synchronized @Nullable Party join() {
        boolean openerThere =
                opener.party().table().put(opener.number(), new ChannelTable.Joined(this, toAcceptor, toOpener));
        boolean acceptorThere =
                acceptor.party().table().put(acceptor.number(), new ChannelTable.Joined(this, toOpener, toAcceptor));
        return openerThere ? (acceptorThere ? null : acceptor.party()) : opener.party();
    }

    /// The channel is open for a time only, unless the probation is ended before. Before anybody knows the channel.
    void onProbation(CallPolicy.Probation newProbation) {
        probation = newProbation;
        probation.run(rules.timers(), () -> sever(ChannelCloseReason.NOT_PAIRED));
    }

    CallPolicy.Probation probation() {
        return probation;
    }

    /// Who is at the other end.
    Identity peerOf(Party party) {
        return (party == opener.party() ? acceptor : opener).party().slot().identity();
    }

    /// The server wants it no more: what waits is dropped, both ends are told. Any thread.
    synchronized void sever(ChannelCloseReason why) {
        end();
        dropAndTellBoth(why);
    }

    /// What waits for both ends, in bytes.
    synchronized long waiting() {
        boolean waits = state == ChannelState.OPEN || (state == ChannelState.CLOSED && !finished);
        return waits ? toOpener.waiting() + toAcceptor.waiting() : 0;
    }

    /// Lets go of what waits: the channel is interrupted, or, if it is being closed, ended.
    synchronized void relieve() {
        if (state == ChannelState.CLOSED) {
            dropAndTellBoth(ChannelCloseReason.CLOSE_TIMEOUT);
        } else {
            interruptIfOpen();
        }
    }

    /// How a client that returns finds it.
    ///
    /// @return null if it is over
    synchronized @Nullable ChannelSummary summary(Party of) {
        if (state == ChannelState.CLOSED) {
            return null;
        }
        ChannelEnd mine = endOf(of);
        ChannelSummary.State word =
                state == ChannelState.OPEN ? ChannelSummary.State.OPEN : ChannelSummary.State.INTERRUPTED;
        return new ChannelSummary(mine.number(), other(mine).party().slot().identity(), word, generation);
    }

    /// An end is away, or room is needed: what is under way is dropped, nothing flows, and each end that is there is
    /// told. Any thread.
    synchronized void interrupt() {
        if (state == ChannelState.CLOSED) {
            return;
        }
        state = state == ChannelState.INTERRUPTED ? state : state.to(ChannelState.INTERRUPTED);
        generation++;
        openerAnswered = false;
        acceptorAnswered = false;
        rules.meters().interrupted();
        interrupt(opener, toOpener);
        interrupt(acceptor, toAcceptor);
    }

    /// The same, unless somebody has done so already.
    synchronized void interruptIfOpen() {
        if (state == ChannelState.OPEN) {
            interrupt();
        }
    }

    private void interrupt(ChannelEnd end, Flow toIt) {
        toIt.drop();
        end.party().table().replace(end.number(), new ChannelTable.Interrupted(this));
        end.party().tell(new ChannelInterrupted(null, end.number(), generation));
    }

    /// Tells an end that has just returned of a break that its list doesn't have yet.
    synchronized void repeat(Party to, int known) {
        if (state == ChannelState.INTERRUPTED && generation != known) {
            to.tell(new ChannelInterrupted(null, endOf(to).number(), generation));
        }
    }

    /// An end says how far it has come. On its thread.
    synchronized void resume(Party by, int ofGeneration, long received) {
        if (state != ChannelState.INTERRUPTED || ofGeneration < generation || hasAnswered(by)) {
            return;
        }
        if (ofGeneration > generation || !flowTo(by).rewind(received)) {
            abort(endOf(by), ErrorCode.RESUME_IMPOSSIBLE, ChannelCloseReason.RESUME_IMPOSSIBLE);
            return;
        }
        if (by == opener.party()) {
            openerAnswered = true;
        } else {
            acceptorAnswered = true;
        }
        if (openerAnswered && acceptorAnswered) {
            if (!waitsForRoom) {
                waitsForRoom = true;
                rules.memory().whenRoom(this::goOn);
            }
        }
    }

    /// Returns when both ends have been told of what made the flows that run now: frames mustn't overtake it. Called
    /// once by each thread for each flow.
    synchronized void awaitTold() {
        // whoever tells holds the lock until both are told
    }

    private synchronized void goOn() {
        waitsForRoom = false;
        if (state != ChannelState.INTERRUPTED || !openerAnswered || !acceptorAnswered) {
            return;
        }
        state = state.to(ChannelState.OPEN);
        toOpener = toOpener.next();
        toAcceptor = toAcceptor.next();
        rules.meters().resumed();
        opener.party().table().replace(opener.number(), new ChannelTable.Joined(this, toAcceptor, toOpener));
        acceptor.party().table().replace(acceptor.number(), new ChannelTable.Joined(this, toOpener, toAcceptor));
        opener.party()
                .tell(new ChannelResumed(null, opener.number(), generation, toAcceptor.received(), toAcceptor.limit()));
        acceptor.party()
                .tell(new ChannelResumed(null, acceptor.number(), generation, toOpener.received(), toOpener.limit()));
    }

    /// A client wants no more. On its thread.
    synchronized void close(Party by, @Nullable String ref, @Nullable String reason) {
        boolean flows = state == ChannelState.OPEN;
        if (!end()) {
            return;
        }
        String word = reason == null || reason.isEmpty() ? ChannelCloseReason.CLOSED.wireName() : reason;
        ChannelEnd closer = endOf(by);
        closer.party().table().remove(closer.number());
        Flow back = flowTo(by);
        back.drop();
        back.settle();
        finish(closer, ref, word, flows);
    }

    /// A client's session is over; what it had sent still goes to the other one. On the thread of the one that is gone.
    synchronized void leave(Party gone, ChannelCloseReason why) {
        boolean flows = state == ChannelState.OPEN;
        if (end()) {
            flowTo(gone).drop();
            finish(endOf(gone), null, why.wireName(), flows);
        }
    }

    /// A frame came for an end that wants no more.
    void frameDropped() {
        rules.meters().dropped(DropReason.CLOSED_CHANNEL);
    }

    /// A client sent beyond its credit. On its thread.
    void creditExceeded(ChannelEnd sender) {
        rules.meters().dropped(DropReason.CREDIT_EXCEEDED);
        abort(sender, ErrorCode.CREDIT_EXCEEDED, ChannelCloseReason.CREDIT_EXCEEDED);
    }

    /// A client's flow frame said what can't be. On its thread.
    void flowInvalid(Party by) {
        abort(endOf(by), ErrorCode.FLOW_INVALID, ChannelCloseReason.FLOW_INVALID);
    }

    private synchronized void abort(ChannelEnd culprit, ErrorCode code, ChannelCloseReason why) {
        if (end()) {
            culprit.party().tell(ErrorMessage.of(code, null).onChannel(culprit.number()));
            dropAndTellBoth(why);
        }
    }

    /// Lets what waits for the other end leave first, if there is anything, then tells both; but not for ever.
    private void finish(ChannelEnd closer, @Nullable String ref, String reason, boolean flows) {
        Departure last = new BehindTheRest(() -> finishNow(closer, ref, reason));
        if (!flows || !other(closer).party().queue(last)) {
            last.drop();
            return;
        }
        timer.update(
                rules.timers().schedule(this::closeTimedOut, rules.closeTimeout().toMillis(), TimeUnit.MILLISECONDS));
    }

    private synchronized void finishNow(ChannelEnd closer, @Nullable String ref, String reason) {
        if (!finish(reason)) {
            return;
        }
        timer.dispose();
        ChannelEnd other = other(closer);
        other.party().execute(flowTo(other.party())::settle);
        other.party().tell(new ChannelClosed(null, other.number(), ClosedBy.PEER, reason));
        closer.party().tell(new ChannelClosed(ref, closer.number(), ClosedBy.CLIENT, reason));
    }

    private synchronized void closeTimedOut() {
        dropAndTellBoth(ChannelCloseReason.CLOSE_TIMEOUT);
    }

    private void dropAndTellBoth(ChannelCloseReason why) {
        if (finish(why.wireName())) {
            toOpener.drop();
            toAcceptor.drop();
            opener.party().execute(toOpener::settle);
            acceptor.party().execute(toAcceptor::settle);
            tellEnd(opener, why);
            tellEnd(acceptor, why);
        }
    }

    private static void tellEnd(ChannelEnd end, ChannelCloseReason why) {
        end.party().tell(new ChannelClosed(null, end.number(), ClosedBy.SERVER, why.wireName()));
    }

    private boolean finish(String reason) {
        if (finished) {
            return false;
        }
        finished = true;
        opener.party().table().remove(opener.number());
        acceptor.party().table().remove(acceptor.number());
        opener.party().giveRoom();
        acceptor.party().giveRoom();
        probation.end();
        rules.meters().closed(reason);
        return true;
    }

    private boolean end() {
        if (state == ChannelState.CLOSED) {
            return false;
        }
        state = state.to(ChannelState.CLOSED);
        return true;
    }

    private boolean hasAnswered(Party party) {
        return party == opener.party() ? openerAnswered : acceptorAnswered;
    }

    private ChannelEnd endOf(Party party) {
        return party == opener.party() ? opener : acceptor;
    }

    private ChannelEnd other(ChannelEnd end) {
        return end.equals(opener) ? acceptor : opener;
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
