package one.commserver.relay.channel;

import one.commserver.protocol.ChannelCloseReason;

/// Somebody whom a [Call] asks. Called under the call's lock.
public interface Callee {

    /// Takes place for the offer.
    ///
    /// @return false if there is none
    boolean reserve(Call call);

    /// Tells the offer.
    void tell();

    /// The offer is no more.
    void withdraw(ChannelCloseReason why);
}
