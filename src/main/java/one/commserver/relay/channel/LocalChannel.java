package one.commserver.relay.channel;

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
import one.commserver.registry.Registration;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.relay.bus.Side;
import one.commserver.relay.record.ChannelRecord;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;

import java.util.concurrent.TimeUnit;

/// Two joined parties of this node. Its steps are taken one at a time, under its lock, in which nothing waits: frames
/// never take it.
///
/// A break drops what is under way and takes the channel's numbers off the frames' way; when both ends have said how
/// far they have come, two flows go on from there. It ends at once, with what waits dropped, or behind what was sent
/// before, within a time.
///
/// Spec: chapter 8, survival and closing.
public final class LocalChannel implements Channel {

    private final ChannelEnd.Here opener;
    private final ChannelEnd.Here acceptor;
    private final Rules rules;
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
    private @Nullable ChannelKey key;

    /// Both parties have taken room for it already.
    ///
    /// @param openerLimit what the opener has granted, already taken from its grants
    /// @param acceptorLimit what the acceptor has granted, likewise
    public LocalChannel(
            ChannelEnd.Here opener, ChannelEnd.Here acceptor, long openerLimit, long acceptorLimit, Rules rules) {
        this.opener = opener;
        this.acceptor = acceptor;
        this.rules = rules;
        this.toOpener = Flow.first(this, acceptor, opener, opener.window(rules), rules.memory(), openerLimit);
        this.toAcceptor = Flow.first(this, opener, acceptor, acceptor.window(rules), rules.memory(), acceptorLimit);
        rules.meters().opened();
    }

    @Override
    public synchronized @Nullable Party join() {
        key = rules.ledger().begin(this);
        boolean openerThere =
                opener.party().table().put(opener.number(), new ChannelTable.Joined(this, toAcceptor, toOpener));
        boolean acceptorThere =
                acceptor.party().table().put(acceptor.number(), new ChannelTable.Joined(this, toOpener, toAcceptor));
        changed();
        return openerThere ? (acceptorThere ? null : acceptor.party()) : opener.party();
    }

    @Override
    public void onProbation(CallPolicy.Probation newProbation) {
        probation = newProbation;
        probation.run(rules.timers(), () -> sever(ChannelCloseReason.NOT_PAIRED));
    }

    @Override
    public CallPolicy.Probation probation() {
        return probation;
    }

    @Override
    public Identity peerOf(Party party) {
        return (party == opener.party() ? acceptor : opener).party().slot().identity();
    }

    @Override
    public synchronized void sever(ChannelCloseReason why) {
        end();
        dropAndTellBoth(why);
    }

    @Override
    public synchronized long waiting() {
        boolean waits = state == ChannelState.OPEN || (state == ChannelState.CLOSED && !finished);
        return waits ? toOpener.waiting() + toAcceptor.waiting() : 0;
    }

    @Override
    public synchronized void relieve() {
        if (state == ChannelState.CLOSED) {
            dropAndTellBoth(ChannelCloseReason.CLOSE_TIMEOUT);
        } else {
            interruptIfOpen();
        }
    }

    @Override
    public synchronized @Nullable ChannelSummary summary(Party of) {
        if (state == ChannelState.CLOSED) {
            return null;
        }
        ChannelEnd.Here mine = endOf(of);
        ChannelSummary.State word =
                state == ChannelState.OPEN ? ChannelSummary.State.OPEN : ChannelSummary.State.INTERRUPTED;
        return new ChannelSummary(mine.number(), other(mine).party().slot().identity(), word, generation);
    }

    @Override
    public synchronized void interrupt() {
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
        changed();
    }

    @Override
    public synchronized void interruptIfOpen() {
        if (state == ChannelState.OPEN) {
            interrupt();
        }
    }

    private void interrupt(ChannelEnd.Here end, Flow toIt) {
        toIt.drop();
        end.party().table().replace(end.number(), new ChannelTable.Interrupted(this));
        end.party().tell(new ChannelInterrupted(null, end.number(), generation));
    }

    @Override
    public synchronized void repeat(Party to, int known) {
        if (state == ChannelState.INTERRUPTED && generation != known) {
            to.tell(new ChannelInterrupted(null, endOf(to).number(), generation));
        }
    }

    @Override
    public synchronized void resume(Party by, int ofGeneration, long received) {
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

    @Override
    public synchronized void awaitTold() {
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

    @Override
    public synchronized void close(Party by, @Nullable String ref, @Nullable String reason) {
        boolean flows = state == ChannelState.OPEN;
        if (!end()) {
            return;
        }
        String word = reason == null || reason.isEmpty() ? ChannelCloseReason.CLOSED.wireName() : reason;
        ChannelEnd.Here closer = endOf(by);
        closer.party().table().remove(closer.number());
        Flow back = flowTo(by);
        back.drop();
        back.settle();
        finish(closer, ref, word, flows);
    }

    @Override
    public synchronized void leave(Party gone, ChannelCloseReason why) {
        boolean flows = state == ChannelState.OPEN;
        if (end()) {
            flowTo(gone).drop();
            finish(endOf(gone), null, why.wireName(), flows);
        }
    }

    @Override
    public void frameDropped() {
        rules.meters().dropped(DropReason.CLOSED_CHANNEL);
    }

    @Override
    public void creditExceeded(ChannelEnd sender) {
        rules.meters().dropped(DropReason.CREDIT_EXCEEDED);
        abort(sender.equals(opener) ? opener : acceptor, ErrorCode.CREDIT_EXCEEDED, ChannelCloseReason.CREDIT_EXCEEDED);
    }

    @Override
    public void flowInvalid(Party by) {
        abort(endOf(by), ErrorCode.FLOW_INVALID, ChannelCloseReason.FLOW_INVALID);
    }

    private synchronized void abort(ChannelEnd.Here culprit, ErrorCode code, ChannelCloseReason why) {
        if (end()) {
            culprit.party().tell(ErrorMessage.of(code, null).onChannel(culprit.number()));
            dropAndTellBoth(why);
        }
    }

    /// Lets what waits for the other end leave first, if there is anything, then tells both; but not for ever.
    private void finish(ChannelEnd.Here closer, @Nullable String ref, String reason, boolean flows) {
        if (!flows || !other(closer).party().runBehind(() -> finishNow(closer, ref, reason))) {
            finishNow(closer, ref, reason);
            return;
        }
        timer.update(
                rules.timers().schedule(this::closeTimedOut, rules.closeTimeout().toMillis(), TimeUnit.MILLISECONDS));
    }

    private synchronized void finishNow(ChannelEnd.Here closer, @Nullable String ref, String reason) {
        if (!finish(reason)) {
            return;
        }
        timer.dispose();
        ChannelEnd.Here other = other(closer);
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

    private static void tellEnd(ChannelEnd.Here end, ChannelCloseReason why) {
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
        forgotten();
        changed();
        rules.meters().closed(reason);
        return true;
    }

    /// What is left of it for one of the two when the other one has gone on elsewhere.
    ///
    /// @param end who stays
    /// @param toEnd what comes to it, dropped
    /// @param fromEnd what it sends, dropped
    /// @param gone the other one's slot and session, as they were here
    public record Remains(
            ChannelEnd.Here end,
            Flow toEnd,
            Flow fromEnd,
            int generation,
            CallPolicy.Probation probation,
            Registration gone) {}

    /// One of the two is at another node since that epoch: this object is over, and nobody is told.
    ///
    /// @return null if that isn't so
    public synchronized @Nullable Remains split(Side stays, long epoch) {
        ChannelEnd.Here staying = stays == Side.OPENER ? opener : acceptor;
        ChannelEnd.Here going = other(staying);
        if (state == ChannelState.CLOSED || going.party().registration().epoch() >= epoch) {
            return null;
        }
        interruptIfOpen();
        end();
        finished = true;
        timer.dispose();
        going.party().table().remove(going.number());
        going.party().giveRoom();
        forgotten();
        rules.meters().moved();
        return new Remains(
                staying,
                flowTo(staying.party()),
                flowTo(going.party()),
                generation,
                probation,
                going.party().registration());
    }

    @Override
    public synchronized @Nullable ChannelRecord record(Party of) {
        ChannelKey known = key;
        if (known == null || state == ChannelState.CLOSED) {
            return null;
        }
        ChannelEnd.Here mine = endOf(of);
        Registration peer = other(mine).party().registration();
        return new ChannelRecord(
                mine.number(),
                known,
                mine.equals(opener) ? Side.OPENER : Side.ACCEPTOR,
                peer.slot(),
                peer.session(),
                generation,
                probation.length());
    }

    private void forgotten() {
        ChannelKey known = key;
        if (known != null) {
            rules.ledger().end(known);
        }
    }

    private void changed() {
        rules.ledger().changed(opener.party());
        rules.ledger().changed(acceptor.party());
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

    private ChannelEnd.Here endOf(Party party) {
        return party == opener.party() ? opener : acceptor;
    }

    private ChannelEnd.Here other(ChannelEnd.Here end) {
        return end.equals(opener) ? acceptor : opener;
    }

    private Flow flowTo(Party party) {
        return party == opener.party() ? toOpener : toAcceptor;
    }
}
