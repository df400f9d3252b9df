package one.commserver.relay.remote;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.relay.bus.BusMessage;
import one.commserver.relay.channel.ChannelEnd;
import one.commserver.relay.channel.Flow;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one half hears from the other one. What comes from where that one is no more counts for nothing.
final class Hearing {

    private static final Logger LOG = LoggerFactory.getLogger(Hearing.class);

    private Hearing() {}

    static void heard(Half half, NodeId from, BusMessage.ForHalf message) {
        switch (message) {
            case BusMessage.Data data -> data(half, from, data);
            case BusMessage.Grant grant -> grant(half, from, grant);
            case BusMessage.Break interruption -> {
                NodeId before = half.far().node();
                step(half, from, message, () -> half.brokenByFar(interruption.generation(), !from.equals(before)));
            }
            case BusMessage.Resumed resumed -> step(half, from, message, () -> half.resumedByFar(resumed));
            case BusMessage.Close close -> step(half, from, message, () -> closed(half, close));
            case BusMessage.Refuse _ -> step(half, from, message, () -> refused(half));
            case BusMessage.Unknown _ -> step(half, from, message, () -> unknown(half));
        }
    }

    /// Somebody has the other end's slot. If that is another session, the channel's is over, and what its node is still
    /// to tell is late; so is what was told from elsewhere than where it goes on.
    static void overtaken(Half half, Registration held) {
        synchronized (half) {
            FarEnd far = half.far();
            if (!far.isKnown() || held.epoch() <= far.epoch()) {
                return;
            }
            boolean isOpen = half.isOpen();
            boolean hasMoved = !held.node().equals(far.node());
            if (!held.session().equals(far.session())) {
                if (half.end()) {
                    half.ending().closeBehind(ChannelCloseReason.REPLACED.wireName(), isOpen);
                }
                return;
            }
            far.found(held);
            if (hasMoved && isOpen) {
                half.interrupt();
            } else if (hasMoved) {
                half.restate();
            }
        }
    }

    private static void step(Half half, NodeId from, BusMessage.ForHalf message, Runnable step) {
        synchronized (half) {
            if (LOG.isDebugEnabled()) {
                String word = message.getClass().getSimpleName();
                LOG.debug("{} at {} tells {} {} {}", half.far(), from, word, message.generation(), message.epoch());
            }
            if (half.far().isFrom(from, message.epoch())) {
                step.run();
            } else if (!half.far().isKnown()) {
                half.search().hint();
            }
        }
    }

    private static void data(Half half, NodeId from, BusMessage.Data data) {
        Flow in = current(half, from, data, true);
        if (in != null && in.admit(data.kind().weight(data.payload().remaining()))) {
            try {
                in.outlet().copy(data.kind(), data.payload(), in);
            } catch (OutOfMemoryError noMemory) {
                // what follows must not pass behind a hole: its sender repeats it, later
                LOG.warn(
                        "a channel is interrupted, as there is no memory for what it carries: {}", noMemory.toString());
                half.interruptIfOpen();
            }
        }
    }

    private static void grant(Half half, NodeId from, BusMessage.Grant grant) {
        Flow out = current(half, from, grant, false);
        if (out != null && out.grant(grant.received(), grant.limit()) != Flow.Verdict.APPLIED) {
            half.sever(ChannelCloseReason.FLOW_INVALID);
        }
    }

    private static @Nullable Flow current(Half half, NodeId from, BusMessage.ForHalf message, boolean in) {
        synchronized (half) {
            return half.far().isFrom(from, message.epoch()) ? half.current(message.generation(), in) : null;
        }
    }

    private static void closed(Half half, BusMessage.Close close) {
        boolean flows = half.isOpenAt(close.generation());
        boolean isFirst = half.end();
        if (close.by() == ClosedBy.SERVER) {
            half.ending().drop(ClosedBy.SERVER, close.reason());
        } else if (isFirst) {
            half.ending().closeBehind(close.reason(), flows);
        } else {
            // both have closed it: each has its own word
            half.ending().acknowledged();
        }
    }

    private static void refused(Half half) {
        if (half.end()) {
            ChannelEnd.Here near = half.near();
            near.party().tell(ErrorMessage.of(ErrorCode.RESUME_IMPOSSIBLE, null).onChannel(near.number()));
            half.ending().drop(ClosedBy.SERVER, ChannelCloseReason.RESUME_IMPOSSIBLE.wireName());
        }
    }

    private static void unknown(Half half) {
        if (half.end()) {
            half.ending().drop(ClosedBy.PEER, ChannelCloseReason.CONNECTION_LOST.wireName());
        } else {
            half.ending().acknowledged();
        }
    }
}
