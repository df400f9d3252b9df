package one.commserver.relay.remote;

import one.commserver.protocol.ClosedBy;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.relay.bounds.Grants;
import one.commserver.relay.bus.BusMessage;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.relay.bus.Side;
import one.commserver.relay.channel.ChannelEnd;
import one.commserver.relay.channel.Flow;
import one.commserver.relay.channel.Party;
import one.commserver.relay.record.ChannelRecord;
import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameRoute;
import one.commserver.transport.PayloadOutlet;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/// The end of a channel that is at another node: where it is, and how it is told something. It may move. Changed under
/// its half's lock; read by any thread.
final class FarEnd implements ChannelEnd {

    /// How soon a grant follows another one. In between only the newest numbers count.
    private static final Duration GRANT_PAUSE = Duration.ofMillis(5);

    private final Halves halves;
    private final ChannelKey key;
    private final Side side;
    private final Slot slot;
    private final SessionId session;
    private final Party near;
    private final IntConsumer lost;
    private final Grants grants = new Grants(Long.MAX_VALUE);
    private volatile NodeId node;
    private volatile long epoch;
    private volatile int generation;
    private volatile boolean isKnown;

    /// Who is at the other end, and where.
    ///
    /// @param side which of the two ends it is
    /// @param held its slot and session, and when that was taken
    record Place(ChannelKey key, Side side, Registration held) {}

    /// @param near who is at this end
    /// @param lost is told the generation whose frame could not be sent
    FarEnd(Halves halves, Place place, Party near, IntConsumer lost) {
        this.halves = halves;
        this.key = place.key();
        this.side = place.side();
        this.slot = place.held().slot();
        this.session = place.held().session();
        this.node = place.held().node();
        this.epoch = place.held().epoch();
        this.isKnown = epoch > 0;
        this.near = near;
        this.lost = lost;
    }

    ChannelKey key() {
        return key;
    }

    /// Which of the two ends it is.
    Side side() {
        return side;
    }

    Slot slot() {
        return slot;
    }

    SessionId session() {
        return session;
    }

    NodeId node() {
        return node;
    }

    /// Of its slot, as far as this node knows; 0: nobody knows.
    long epoch() {
        return epoch;
    }

    /// What is kept of the channel for the near end.
    ChannelRecord record(int nearNumber, int ofGeneration, Duration probation) {
        return new ChannelRecord(nearNumber, key, side.other(), slot, session, ofGeneration, probation);
    }

    /// Its number is known there only.
    @Override
    public int number() {
        return 0;
    }

    @Override
    public Grants grants() {
        return grants;
    }

    /// The way of the generation that begins now.
    @Override
    public FrameOutlet outlet() {
        return new Way(generation);
    }

    /// Whether anybody knows where it is. Until the registry has said so nobody is told anything, and nobody is heard:
    /// a node where it was before could still speak for it.
    boolean isKnown() {
        return isKnown;
    }

    /// From now on everything is told of this generation.
    void begin(int newGeneration) {
        generation = newGeneration;
    }

    /// Something came that names the epoch of the telling end's slot. What one node tells comes in order, and what it
    /// told before a break has an older generation: an older epoch speaks against another node only. The registry may
    /// have a newer one of a claim of whose grant that node never heard, and which it will take back.
    ///
    /// @return false if it comes from where that end is no more
    boolean isFrom(NodeId from, long itsEpoch) {
        if (!isKnown || (itsEpoch < epoch && !from.equals(node))) {
            return false;
        }
        epoch = Math.max(epoch, itsEpoch);
        node = from;
        return true;
    }

    /// Whether a message from there says that it has moved.
    boolean isNews(NodeId from, long itsEpoch) {
        return isKnown && itsEpoch > epoch && !from.equals(node);
    }

    /// Whether it may be where the registry says that its session is. An older epoch at the same node counts: that
    /// claim was taken back. At another one it is what a failover has brought back.
    boolean isAt(Registration held) {
        return held.slot().equals(slot)
                && held.session().equals(session)
                && (held.epoch() >= epoch || (isKnown && held.node().equals(node)));
    }

    /// It was found in the registry.
    void found(Registration held) {
        if (isAt(held)) {
            node = held.node();
            epoch = held.epoch();
            isKnown = true;
        }
    }

    void tellBreak() {
        send(new BusMessage.Break(key, side, nearEpoch(), generation, session));
    }

    /// How far this end has come.
    ///
    /// @param toNear what comes to this end
    /// @return false if that can't be said
    boolean tellResumed(Flow toNear) {
        long received = toNear.received();
        return send(new BusMessage.Resumed(key, side, nearEpoch(), generation, received, toNear.limit()));
    }

    /// The channel is over. An end of which nobody knows where it is is looked for once more, and told then.
    ///
    /// @return false if nobody can hear it, or not now
    boolean tellClose(ClosedBy by, String reason) {
        var close = new BusMessage.Close(key, side, nearEpoch(), generation, by, reason);
        if (!isKnown) {
            halves.searches()
                    .take(
                            () -> halves.find(slot.identity()),
                            (found, failure) -> {
                                if (found != null) {
                                    found.stream()
                                            .filter(this::isAt)
                                            .forEach(held -> halves.bus().send(held.node(), close));
                                }
                            });
        }
        return send(close);
    }

    void tellRefuse() {
        send(new BusMessage.Refuse(key, side, nearEpoch(), generation));
    }

    void tellUnknown() {
        send(new BusMessage.Unknown(key, side, nearEpoch(), generation));
    }

    @Override
    public String toString() {
        return "FarEnd[%s of %s at %s, epoch %d, generation %d]"
                .formatted(side, slot.identity(), isKnown ? node : "?", epoch, generation);
    }

    private boolean send(BusMessage message) {
        return isKnown && halves.bus().send(node, message);
    }

    private long nearEpoch() {
        return near.registration().epoch();
    }

    /// Where frames leave between two breaks.
    private final class Way extends PayloadOutlet {

        private final int ofGeneration;
        private volatile long grantedAt = halves.clock().nanos() - GRANT_PAUSE.toNanos();

        private Way(int ofGeneration) {
            this.ofGeneration = ofGeneration;
        }

        /// It has left this node's care before anybody can confirm it; while it waits the bus counts it.
        @Override
        protected void payload(Kind kind, ByteBuffer payload, int size, FrameRoute route) {
            route.passedOn(size, 1);
            if (!send(new BusMessage.Data(key, side, nearEpoch(), ofGeneration, kind, payload))) {
                lost.accept(ofGeneration);
            }
        }

        @Override
        public void flow(FlowUpdate update) {
            long left = GRANT_PAUSE.toNanos() - (halves.clock().nanos() - grantedAt);
            if (left <= 0) {
                tell(update);
            } else {
                var _ = halves.rules().timers().schedule(() -> tell(update), left, TimeUnit.NANOSECONDS);
            }
        }

        /// What is read last is sent last: the other node takes falling numbers for a lie.
        private synchronized void tell(FlowUpdate update) {
            grantedAt = halves.clock().nanos();
            update.leaving();
            long received = update.received();
            send(new BusMessage.Grant(key, side, nearEpoch(), ofGeneration, received, update.limit()));
        }
    }
}
