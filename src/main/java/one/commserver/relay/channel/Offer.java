package one.commserver.relay.channel;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;

/// A channel that a client of this node is asked for, as it stands in that client's table.
///
/// Spec: chapter 8, opening.
public interface Offer {

    /// Who asks.
    Identity from();

    /// The asked one accepts; its grant has been taken already. On its thread.
    ///
    /// @return false if it came too late
    boolean accept(Party peer, long limit);

    /// The asked one declines, or is gone.
    void decline(Party peer);

    /// Tells the asked one again that has lost its connection and has returned.
    void repeat(Party peer);

    /// The channel, once it is open, may stay.
    void endProbation();

    /// The two mustn't be joined any more: the offer, or the channel that it has become, is no more.
    void revoke(ChannelCloseReason why);
}
