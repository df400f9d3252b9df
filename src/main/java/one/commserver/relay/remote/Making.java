package one.commserver.relay.remote;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.relay.bus.Side;
import one.commserver.relay.channel.CallPolicy;
import one.commserver.relay.channel.ChannelEnd;
import one.commserver.relay.channel.ChannelState;
import one.commserver.relay.channel.LocalChannel;
import one.commserver.relay.channel.Party;
import one.commserver.relay.record.ChannelRecord;

/// The three ways in which a half begins.
final class Making {

    /// How far beyond its record a channel's generation may be: what was broken since wasn't written down. A client
    /// that has heard of a later break would take an earlier one for an old story.
    private static final int AHEAD = 1000;

    private Making() {}

    /// A channel is opened. The near party has taken room for it already.
    ///
    /// @param nearLimit what the near client has granted, already taken from its grants
    /// @param farLimit what the far one has
    static Half opened(Halves halves, ChannelEnd.Here near, FarEnd.Place place, long nearLimit, long farLimit) {
        var half = new Half(halves, near, place, ChannelState.OPEN, ChannelMessage.FIRST_GENERATION);
        half.directions().open(nearLimit, farLimit);
        return half;
    }

    /// One of two parties of this node goes on at another one.
    static Half moved(
            Halves halves, ChannelKey key, Side stays, LocalChannel.Remains remains, NodeId node, long epoch) {
        Registration gone = remains.gone();
        var held = new Registration(gone.slot(), epoch, node, gone.session());
        var half =
                new Half(
                        halves,
                        remains.end(),
                        new FarEnd.Place(key, stays.other(), held),
                        ChannelState.INTERRUPTED,
                        remains.generation());
        half.directions().moved(remains);
        half.onProbation(remains.probation());
        Party left = half.join();
        if (left != null) {
            half.leave(left, ChannelCloseReason.CONNECTION_LOST);
        }
        return half;
    }

    /// A session goes on at this node. Nobody knows yet where the other end is, or how far the channel has come.
    static void restored(Halves halves, Party party, ChannelRecord record) {
        var held = new Registration(record.peer(), 0, halves.bus().self(), record.session());
        party.takeRoom();
        var half =
                new Half(
                        halves,
                        new ChannelEnd.Here(party, record.number()),
                        new FarEnd.Place(record.key(), record.side().other(), held),
                        ChannelState.INTERRUPTED,
                        record.generation() + AHEAD);
        if (record.probation().isPositive()) {
            half.onProbation(CallPolicy.Probation.withoutPlace(record.probation()));
        }
        half.join();
    }
}
