package one.commserver.relay;

import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameRoute;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// One direction of a channel: its counters and its credit. Bytes are counted from the channel's start, each frame with
/// its header.
///
/// Each counter has one writer: `accepted` the sender's thread, the others the receiver's.
///
/// Spec: chapter 8, flow.
final class Flow implements FrameRoute {

    /// What became of a flow frame.
    enum Verdict {
        /// It holds.
        APPLIED,
        /// It says what can't be.
        INVALID,
        /// It grants more than the windows allow; nothing is changed.
        EXCESS
    }

    private final Channel channel;
    private final ChannelEnd sender;
    private final ChannelEnd receiver;
    private final long window;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong passedOn = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong limit;
    private final AtomicBoolean updateWaits = new AtomicBoolean();
    private final FrameOutlet.FlowUpdate update = new Update();
    private volatile boolean dropped;
    private boolean settled;

    /// @param window the most that may be granted beyond what was passed on
    /// @param limit the receiver's first grant, already taken from its [Grants]
    Flow(Channel channel, ChannelEnd sender, ChannelEnd receiver, long window, long limit) {
        this.channel = channel;
        this.sender = sender;
        this.receiver = receiver;
        this.window = window;
        this.limit = new AtomicLong(limit);
    }

    @Override
    public boolean admit(int size) {
        if (dropped) {
            channel.frameDropped();
            return false;
        }
        long after = accepted.getPlain() + size;
        if (after > limit.getAcquire()) {
            channel.creditExceeded(sender);
            return false;
        }
        accepted.setRelease(after);
        return true;
    }

    @Override
    public FrameOutlet outlet() {
        return receiver.party().line().outlet();
    }

    @Override
    public int channel() {
        return receiver.number();
    }

    @Override
    public void passedOn(int size) {
        if (!settled) {
            passedOn.setRelease(passedOn.getPlain() + size);
            receiver.party().grants().giveBack(size);
        }
    }

    @Override
    public boolean isDropped() {
        return dropped;
    }

    /// Nothing of this direction is to arrive any more; what waits is dropped. Any thread.
    void drop() {
        dropped = true;
        // a frame that is being admitted at this moment is dropped when its turn comes
        if (accepted.getAcquire() != passedOn.getAcquire()) {
            outlet().purge();
        }
    }

    /// Applies a flow frame of the receiver's and tells the sender. On the receiver's thread.
    Verdict grant(long newReceived, long newLimit) {
        long passed = passedOn.getPlain();
        long oldLimit = limit.getPlain();
        if (newReceived < received.getPlain() || newReceived > passed || newLimit < oldLimit) {
            return Verdict.INVALID;
        }
        if (newLimit - passed > window || !receiver.party().grants().take(newLimit - oldLimit)) {
            return Verdict.EXCESS;
        }
        received.setRelease(newReceived);
        limit.setRelease(newLimit);
        if (updateWaits.compareAndSet(false, true)) {
            sender.party().line().outlet().flow(update);
        }
        return Verdict.APPLIED;
    }

    /// Gives back what was granted and won't be used. On the receiver's thread; once counts.
    void settle() {
        if (!settled) {
            settled = true;
            receiver.party().grants().giveBack(limit.getPlain() - passedOn.getPlain());
        }
    }

    /// What goes to the sender: the newest numbers at the moment of leaving.
    private final class Update implements FrameOutlet.FlowUpdate {

        @Override
        public int channel() {
            return sender.number();
        }

        @Override
        public void leaving() {
            updateWaits.set(false);
        }

        @Override
        public long received() {
            return received.getAcquire();
        }

        @Override
        public long limit() {
            return limit.getAcquire();
        }
    }
}
