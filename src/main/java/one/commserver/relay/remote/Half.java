package one.commserver.relay.remote;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.relay.bus.BusMessage;
import one.commserver.relay.channel.CallPolicy;
import one.commserver.relay.channel.Channel;
import one.commserver.relay.channel.ChannelEnd;
import one.commserver.relay.channel.ChannelState;
import one.commserver.relay.channel.ChannelTable;
import one.commserver.relay.channel.DropReason;
import one.commserver.relay.channel.Flow;
import one.commserver.relay.channel.Party;
import one.commserver.relay.channel.Rules;
import one.commserver.relay.record.ChannelRecord;

import org.jspecify.annotations.Nullable;

/// This node's half of a channel whose other end is at another node. It tells the other half what chapter 8 lets a
/// client tell: frames, how far its client has come, that there is a break, and the end. Neither half is the master.
///
/// A break at one raises the generation and is told to the other, which takes the larger one; what is of another one is
/// dropped. Frames flow when its client has said how far it has come and the other half has said the same.
///
/// Spec: chapter 8, survival and closing.
final class Half implements Channel {

    private final Halves halves;
    private final Rules rules;
    private final ChannelEnd.Here near;
    private final FarEnd far;
    private final Search search;
    private final Directions directions;
    private final Ending ending;
    private final Answers answers;
    private ChannelState state;
    private int generation;

    /// The near party has taken room for it already.
    ///
    /// @param state open, or interrupted
    Half(Halves halves, ChannelEnd.Here near, FarEnd.Place place, ChannelState state, int generation) {
        this.halves = halves;
        this.rules = halves.rules();
        this.near = near;
        this.far = new FarEnd(halves, place, near.party(), this::lost);
        this.search = new Search(halves, far, this::found);
        this.state = state;
        this.generation = generation;
        far.begin(generation);
        this.directions = new Directions(this, near, far, rules);
        this.ending = new Ending(this, directions, rules, this::finished);
        this.answers = new Answers(halves.clock());
        rules.meters().opened();
    }

    Search search() {
        return search;
    }

    Directions directions() {
        return directions;
    }

    Ending ending() {
        return ending;
    }

    FarEnd far() {
        return far;
    }

    ChannelEnd.Here near() {
        return near;
    }

    /// From now on others find it.
    @Override
    public synchronized @Nullable Party join() {
        halves.add(this);
        boolean isOpen = state == ChannelState.OPEN;
        var entry = isOpen ? directions.entry() : new ChannelTable.Interrupted(this);
        boolean isThere = near.party().table().put(near.number(), entry);
        if (!isOpen) {
            search.begin();
        }
        rules.ledger().changed(near.party());
        return isThere ? null : near.party();
    }

    @Override
    public void onProbation(CallPolicy.Probation newProbation) {
        ending.onProbation(newProbation, () -> sever(ChannelCloseReason.NOT_PAIRED));
    }

    @Override
    public CallPolicy.Probation probation() {
        return ending.probation();
    }

    @Override
    public Identity peerOf(Party party) {
        return far.slot().identity();
    }

    @Override
    public synchronized void sever(ChannelCloseReason why) {
        if (end() || !ending.isFinished()) {
            far.tellClose(ClosedBy.SERVER, why.wireName());
            ending.drop(ClosedBy.SERVER, why.wireName());
        }
    }

    /// What was given to the bus and isn't confirmed counts as far as the bus is full: a break helps then.
    @Override
    public synchronized long waiting() {
        if (state == ChannelState.OPEN) {
            return directions.waiting() + Math.min(directions.underWay(), halves.bus().waiting(far.node()));
        }
        return state == ChannelState.CLOSED && !ending.isFinished() ? directions.waiting() : 0;
    }

    @Override
    public synchronized void relieve() {
        if (state != ChannelState.CLOSED) {
            interruptIfOpen();
        } else {
            sever(ChannelCloseReason.CLOSE_TIMEOUT);
        }
    }

    @Override
    public synchronized @Nullable ChannelRecord record(Party of) {
        return state == ChannelState.CLOSED ? null : far.record(near.number(), generation, probation().length());
    }

    /// The session goes on elsewhere: nobody is told.
    synchronized void abandon() {
        if (end()) {
            ending.abandon();
        }
    }

    @Override
    public synchronized @Nullable ChannelSummary summary(Party of) {
        if (state == ChannelState.CLOSED) {
            return null;
        }
        boolean isOpen = state == ChannelState.OPEN;
        var word = isOpen ? ChannelSummary.State.OPEN : ChannelSummary.State.INTERRUPTED;
        return new ChannelSummary(near.number(), peerOf(of), word, generation);
    }

    @Override
    public synchronized void interrupt() {
        if (state != ChannelState.CLOSED) {
            breakAt(generation + 1);
            far.tellBreak();
        }
    }

    @Override
    public synchronized void interruptIfOpen() {
        if (state == ChannelState.OPEN) {
            interrupt();
        }
    }

    private void breakAt(int newGeneration) {
        state = state == ChannelState.INTERRUPTED ? state : state.to(ChannelState.INTERRUPTED);
        generation = newGeneration;
        far.begin(newGeneration);
        answers.begin();
        rules.meters().interrupted();
        directions.drop();
        near.party().table().replace(near.number(), new ChannelTable.Interrupted(this));
        near.party().tell(new ChannelInterrupted(null, near.number(), generation));
        search.begin();
        rules.ledger().changed(near.party());
    }

    @Override
    public synchronized void repeat(Party to, int known) {
        if (state == ChannelState.INTERRUPTED && generation != known) {
            to.tell(new ChannelInterrupted(null, near.number(), generation));
        }
    }

    @Override
    public synchronized void resume(Party by, int ofGeneration, long received) {
        if (state != ChannelState.INTERRUPTED || ofGeneration < generation || answers.isNearHere()) {
            return;
        }
        if (ofGeneration > generation || !directions.nearHas(received)) {
            abort(ErrorCode.RESUME_IMPOSSIBLE, ChannelCloseReason.RESUME_IMPOSSIBLE);
        } else if (answers.isFarWrong()) {
            refuse();
        } else if (answers.nearCame()) {
            rules.memory().whenRoom(this::roomy);
        }
    }

    private synchronized void roomy() {
        if (answers.roomCame()) {
            restate();
        }
    }

    /// Says where this half stands: at its break, or waiting for the other one.
    synchronized void restate() {
        if (state == ChannelState.INTERRUPTED) {
            far.tellBreak();
            tellResumed();
        }
    }

    private void tellResumed() {
        Flow in = directions.toNear();
        if (answers.hasRoom() && in != null) {
            answers.told(far.tellResumed(in));
            goOn();
        }
    }

    private void goOn() {
        if (state != ChannelState.INTERRUPTED || !answers.areComplete()) {
            return;
        }
        answers.complete();
        state = state.to(ChannelState.OPEN);
        search.end();
        Flow out = directions.goOn();
        rules.meters().resumed();
        near.party().table().replace(near.number(), directions.entry());
        near.party().tell(new ChannelResumed(null, near.number(), generation, out.received(), out.limit()));
    }

    @Override
    public synchronized void awaitTold() {} // whoever tells holds the lock until the client is told

    @Override
    public synchronized void close(Party by, @Nullable String ref, @Nullable String reason) {
        boolean flows = state == ChannelState.OPEN;
        if (!end()) {
            return;
        }
        String word = reason == null || reason.isEmpty() ? ChannelCloseReason.CLOSED.wireName() : reason;
        ending.close(ref, word, flows);
    }

    @Override
    public synchronized void leave(Party gone, ChannelCloseReason why) {
        if (end()) {
            far.tellClose(ClosedBy.PEER, why.wireName());
            ending.drop(ClosedBy.PEER, why.wireName());
        }
    }

    @Override
    public void frameDropped() {
        rules.meters().dropped(DropReason.CLOSED_CHANNEL);
    }

    @Override
    public void creditExceeded(ChannelEnd sender) {
        rules.meters().dropped(DropReason.CREDIT_EXCEEDED);
        if (sender.equals(near)) {
            abort(ErrorCode.CREDIT_EXCEEDED, ChannelCloseReason.CREDIT_EXCEEDED);
        } else {
            sever(ChannelCloseReason.CREDIT_EXCEEDED);
        }
    }

    @Override
    public void flowInvalid(Party by) {
        abort(ErrorCode.FLOW_INVALID, ChannelCloseReason.FLOW_INVALID);
    }

    private synchronized void abort(ErrorCode code, ChannelCloseReason why) {
        if (state != ChannelState.CLOSED) {
            near.party().tell(ErrorMessage.of(code, null).onChannel(near.number()));
            sever(why);
        }
    }

    boolean isOpen() {
        return state == ChannelState.OPEN;
    }

    boolean isOpenAt(int ofGeneration) {
        return state == ChannelState.OPEN && ofGeneration == generation;
    }

    /// The flow through which frames of that generation go, or null.
    ///
    /// @param in towards the client here
    @Nullable Flow current(int ofGeneration, boolean in) {
        return isOpenAt(ofGeneration) ? (in ? directions.toNear() : directions.toFar()) : null;
    }

    void brokenByFar(int itsGeneration, boolean hasMoved) {
        if (state == ChannelState.CLOSED) {
            return;
        }
        if (itsGeneration > generation) {
            breakAt(itsGeneration);
        } else if (state == ChannelState.OPEN && (hasMoved || answers.areSettled())) {
            // it has come back elsewhere with an older account of the channel, or never heard what opened this half
            interrupt();
        } else if (itsGeneration < generation) {
            far.tellBreak();
        } else if (state == ChannelState.INTERRUPTED) {
            tellResumed();
        }
    }

    void resumedByFar(BusMessage.Resumed resumed) {
        if (state != ChannelState.INTERRUPTED || answers.isFarHere()) {
            return;
        }
        if (resumed.generation() > generation) {
            breakAt(resumed.generation());
        }
        if (resumed.generation() < generation) {
            far.tellBreak();
        } else if (directions.farHas(resumed.received(), resumed.limit())) {
            answers.farCame();
            goOn();
        } else if (answers.farIsWrong()) {
            refuse();
        }
    }

    private void refuse() {
        if (end()) {
            far.tellRefuse();
            ending.drop(ClosedBy.SERVER, ChannelCloseReason.RESUME_IMPOSSIBLE.wireName());
        }
    }

    synchronized void withdrawn(ChannelCloseReason why) {
        if (end() || !ending.isFinished()) {
            ending.drop(ClosedBy.SERVER, why.wireName());
        }
    }

    /// Something between the two nodes may be lost.
    synchronized void gap() {
        interrupt();
        ending.acknowledged();
    }

    private synchronized void lost(int ofGeneration) {
        if (ofGeneration == generation) {
            interruptIfOpen();
        }
    }

    /// What the registry says of the other end, while there is a break.
    private synchronized void found(Search.Outcome outcome) {
        if (state != ChannelState.INTERRUPTED) {
            return;
        }
        switch (outcome) {
            case Search.Outcome.There(var held) -> {
                far.found(held);
                restate();
            }
            case Search.Outcome.Gone(var why) -> {
                if (end()) {
                    ending.drop(ClosedBy.PEER, why.wireName());
                }
            }
        }
    }

    private void finished() {
        search.end();
        halves.remove(this);
        rules.ledger().changed(near.party());
    }

    /// It is over.
    ///
    /// @return false if it was before
    boolean end() {
        if (state == ChannelState.CLOSED) {
            return false;
        }
        state = state.to(ChannelState.CLOSED);
        return true;
    }
}
