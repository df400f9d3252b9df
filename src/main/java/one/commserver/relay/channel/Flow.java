package one.commserver.relay.channel;

import one.commserver.relay.bounds.Grants;
import one.commserver.relay.bounds.Memory;
import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameRoute;
import one.commserver.wire.OutgoingQueue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// One direction of a channel between two breaks: its counters and its credit. Bytes are counted from the channel's
/// start, each frame with its header. A break drops the flow; behind it another one goes on from its counters.
///
/// Each counter has one writer: `accepted` the sender's thread, the others the receiver's. What is sent to another node
/// is passed on there by the sender's thread, and the other counters are written by the one that hears that node.
///
/// Spec: chapter 8, flow and survival.
public final class Flow implements FrameRoute {

    /// What became of a flow frame.
    public enum Verdict {
        /// It holds.
        APPLIED,
        /// It says what can't be.
        INVALID,
        /// It grants more than the windows allow; nothing is changed.
        EXCESS
    }

    /// What a waiting frame takes beside its bytes.
    private static final int KEEPING = OutgoingQueue.OVERHEAD;

    /// After how many bytes of one flow the node's memory is looked at again.
    private static final int CHECKED_EVERY = 64 * 1024;

    private final Channel channel;
    private final ChannelEnd sender;
    private final ChannelEnd receiver;
    private final Grants grants;
    private FrameOutlet toReceiver;
    private FrameOutlet toSender;
    private final long window;
    private final Memory memory;
    private final AtomicLong accepted;
    private final AtomicLong passedOn;
    private final AtomicLong received;
    private final AtomicLong limit;
    private final AtomicBoolean updateWaits = new AtomicBoolean();
    private final FrameOutlet.FlowUpdate update = new Update();
    private volatile boolean dropped;
    private boolean settled;
    private boolean begunBySender;
    private boolean begunByReceiver;
    private int unchecked;

    private Flow(
            Channel channel,
            ChannelEnd sender,
            ChannelEnd receiver,
            long window,
            Memory memory,
            long start,
            long limit) {
        this.channel = channel;
        this.sender = sender;
        this.receiver = receiver;
        this.grants = receiver.grants();
        this.toReceiver = receiver.outlet();
        this.toSender = sender.outlet();
        this.window = window;
        this.memory = memory;
        this.accepted = new AtomicLong(start);
        this.passedOn = new AtomicLong(start);
        this.received = new AtomicLong(start);
        this.limit = new AtomicLong(limit);
    }

    /// The flow of a new channel.
    ///
    /// @param window the most that may be granted beyond what was passed on
    /// @param limit the receiver's first grant, already taken from its [Grants]
    public static Flow first(
            Channel channel, ChannelEnd sender, ChannelEnd receiver, long window, Memory memory, long limit) {
        return new Flow(channel, sender, receiver, window, memory, 0, limit);
    }

    /// The flow of a channel whose counters were lost with the node that had them. It doesn't run; [#next] does.
    ///
    /// @param start what has arrived at the receiver, as it says itself
    /// @param limit up to which count the receiver may be sent to
    public static Flow from(
            Channel channel,
            ChannelEnd sender,
            ChannelEnd receiver,
            long window,
            Memory memory,
            long start,
            long limit) {
        Flow flow = new Flow(channel, sender, receiver, window, memory, start, limit);
        flow.drop();
        return flow;
    }

    /// The same counters between other ends, of a channel one end of which is at another node from now on. It doesn't
    /// run; [#next] does. Once this was dropped.
    public Flow moved(Channel to, ChannelEnd newSender, ChannelEnd newReceiver) {
        Flow flow = new Flow(to, newSender, newReceiver, window, memory, passedOn.getAcquire(), limit.getAcquire());
        flow.received.setRelease(received.getAcquire());
        flow.drop();
        return flow;
    }

    /// The flow that goes on where this one, which was dropped and rewound, has stopped.
    public Flow next() {
        return new Flow(channel, sender, receiver, window, memory, received.get(), limit.get());
    }

    @Override
    public boolean admit(int size) {
        if (dropped) {
            channel.frameDropped();
            return false;
        }
        if (!begunBySender) {
            begunBySender = true;
            channel.awaitTold();
        }
        long after = accepted.getPlain() + size;
        if (after > limit.getAcquire()) {
            channel.creditExceeded(sender);
            return false;
        }
        accepted.setRelease(after);
        memory.add(size + KEEPING);
        unchecked += size + KEEPING;
        if (unchecked >= CHECKED_EVERY) {
            unchecked = 0;
            memory.check();
        }
        return true;
    }

    @Override
    public FrameOutlet outlet() {
        return toReceiver;
    }

    @Override
    public int channel() {
        return receiver.number();
    }

    @Override
    public void passedOn(int size, int count) {
        memory.remove(size + count * KEEPING);
        if (!settled) {
            passedOn.setRelease(passedOn.getPlain() + size);
            grants.giveBack(size);
        }
    }

    @Override
    public void discarded(int size, int count) {
        memory.remove(size + count * KEEPING);
    }

    @Override
    public boolean isDropped() {
        return dropped;
    }

    /// What waits for the receiver, in bytes. Any thread.
    public long waiting() {
        return accepted.getAcquire() - passedOn.getAcquire();
    }

    /// What was passed on and isn't confirmed, in bytes. Any thread.
    public long underWay() {
        return passedOn.getAcquire() - received.getAcquire();
    }

    /// What has arrived at the receiver, as it says itself. Any thread.
    public long received() {
        return received.getAcquire();
    }

    /// Up to which count the receiver may be sent to. Any thread.
    public long limit() {
        return limit.getAcquire();
    }

    /// Nothing of this flow is to arrive any more; what waits is dropped. Any thread.
    public void drop() {
        dropped = true;
        // a frame that is being admitted at this moment is dropped when its turn comes
        if (waiting() != 0) {
            toReceiver.purge();
        }
        // a channel may be interrupted for long; the links that it had must not be kept for it
        toReceiver = FrameOutlet.NOWHERE;
        toSender = FrameOutlet.NOWHERE;
    }

    /// Applies a flow frame of the receiver's and tells the sender. On the receiver's thread.
    public Verdict grant(long newReceived, long newLimit) {
        if (!begunByReceiver) {
            begunByReceiver = true;
            channel.awaitTold();
        }
        long passed = passedOn.getAcquire();
        long oldLimit = limit.getPlain();
        if (newReceived < received.getPlain() || newReceived > passed || newLimit < oldLimit) {
            return Verdict.INVALID;
        }
        if (newLimit - passed > window || !grants.take(newLimit - oldLimit)) {
            return Verdict.EXCESS;
        }
        received.setRelease(newReceived);
        limit.setRelease(newLimit);
        if (updateWaits.compareAndSet(false, true)) {
            toSender.flow(update);
        }
        return Verdict.APPLIED;
    }

    /// Goes back to what has arrived, once this was dropped: what was passed on beyond it is lost, and the credit for
    /// it holds again. On the receiver's thread.
    ///
    /// @return false, with nothing changed, if that can't be true
    public boolean rewind(long newReceived) {
        long passed = passedOn.getAcquire();
        boolean possible =
                newReceived >= received.getPlain()
                        && newReceived <= passed
                        && limit.getPlain() - newReceived <= window
                        && grants.take(passed - newReceived);
        if (possible) {
            received.setRelease(newReceived);
            passedOn.setRelease(newReceived);
        }
        return possible;
    }

    /// The same where the receiver's own node has looked at its limit, and may have lost the one that it had told.
    ///
    /// @return false, with nothing changed, if that can't be true
    public boolean rewind(long newReceived, long newLimit) {
        long passed = passedOn.getAcquire();
        boolean possible =
                newReceived >= received.getPlain()
                        && newReceived <= passed
                        && newLimit >= newReceived
                        && newLimit - newReceived <= window;
        if (possible) {
            received.setRelease(newReceived);
            passedOn.setRelease(newReceived);
            limit.setRelease(newLimit);
        }
        return possible;
    }

    /// Gives back what was granted and won't be used. On the receiver's thread; once counts.
    public void settle() {
        if (!settled) {
            settled = true;
            grants.giveBack(limit.getPlain() - passedOn.getPlain());
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
            return Flow.this.received();
        }

        @Override
        public long limit() {
            return Flow.this.limit();
        }
    }
}
