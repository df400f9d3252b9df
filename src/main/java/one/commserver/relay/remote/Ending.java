package one.commserver.relay.remote;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ClosedBy;
import one.commserver.relay.channel.CallPolicy;
import one.commserver.relay.channel.ChannelEnd;
import one.commserver.relay.channel.Rules;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;

import java.util.concurrent.TimeUnit;

/// How a half ends: at once, or behind what was sent before, within a time. Each client is told exactly once. Under the
/// half's lock.
///
/// Spec: chapter 8, closing.
final class Ending {

    private final Half half;
    private final ChannelEnd.Here near;
    private final FarEnd far;
    private final Rules rules;
    private final Directions directions;
    private final Runnable finished;
    private final Disposable.Swap timer = Disposables.swap();
    private volatile CallPolicy.Probation probation = CallPolicy.Probation.NONE;
    private boolean isFinished;
    private @Nullable Own own;

    /// The client here has closed it and waits until what it had sent has left.
    private record Own(@Nullable String ref, String reason) {}

    /// @param finished run once, when it is over
    Ending(Half half, Directions directions, Rules rules, Runnable finished) {
        this.half = half;
        this.near = half.near();
        this.far = half.far();
        this.directions = directions;
        this.rules = rules;
        this.finished = finished;
    }

    void onProbation(CallPolicy.Probation newProbation, Runnable overdue) {
        probation = newProbation;
        probation.run(rules.timers(), overdue);
    }

    CallPolicy.Probation probation() {
        return probation;
    }

    boolean isFinished() {
        return isFinished;
    }

    /// The client here wants no more. On its thread.
    ///
    /// @param flows whether what it had sent before may still leave
    void close(@Nullable String ref, String reason, boolean flows) {
        near.party().table().remove(near.number());
        directions.dropToNear();
        directions.settle();
        own = new Own(ref, reason);
        if (far.tellClose(ClosedBy.PEER, reason) && flows) {
            inTime();
        } else {
            acknowledged();
        }
    }

    /// What the client here had sent before it closed has left, or nobody can say.
    void acknowledged() {
        Own waiting = own;
        if (waiting != null && finish(waiting.reason())) {
            near.party().tell(new ChannelClosed(waiting.ref(), near.number(), ClosedBy.CLIENT, waiting.reason()));
        }
    }

    /// The other client wants no more: that is told behind what it had sent before.
    ///
    /// @param flows whether there may be something
    void closeBehind(String reason, boolean flows) {
        directions.dropToFar();
        Runnable last = () -> hasLeft(reason);
        if (flows && near.party().runBehind(last)) {
            inTime();
        } else {
            last.run();
        }
    }

    private void hasLeft(String reason) {
        synchronized (half) {
            if (finish(reason)) {
                near.party().execute(this::settle);
                near.party().tell(new ChannelClosed(null, near.number(), ClosedBy.PEER, reason));
                far.tellUnknown();
            }
        }
    }

    /// At once.
    void drop(ClosedBy by, String reason) {
        if (finish(reason)) {
            directions.drop();
            near.party().execute(this::settle);
            near.party().tell(new ChannelClosed(null, near.number(), by, reason));
        }
    }

    /// At once, and nobody is told.
    void abandon() {
        if (finish(ChannelCloseReason.CONNECTION_LOST.wireName())) {
            directions.drop();
        }
    }

    private void inTime() {
        timer.update(rules.timers().schedule(half::relieve, rules.closeTimeout().toMillis(), TimeUnit.MILLISECONDS));
    }

    private void settle() {
        synchronized (half) {
            directions.settle();
        }
    }

    private boolean finish(String reason) {
        if (isFinished) {
            return false;
        }
        isFinished = true;
        timer.dispose();
        near.party().table().remove(near.number());
        near.party().giveRoom();
        probation.end();
        finished.run();
        rules.meters().closed(reason);
        return true;
    }
}
