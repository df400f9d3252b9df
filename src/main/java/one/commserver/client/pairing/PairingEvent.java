package one.commserver.client.pairing;

import one.commserver.crypto.Identity;

/// What has happened to the list of peers, or was meant to.
public sealed interface PairingEvent {

    /// Somebody has redeemed an invite of this identity's, and was verified.
    record PeerAdded(Peer peer) implements PairingEvent {}

    /// The server has told of a pairing that isn't to be believed. Somebody should know.
    ///
    /// @param joiner who is said to have joined
    /// @param reason why not
    record Refused(Identity joiner, PairingException.Reason reason) implements PairingEvent {}

    /// The server says that a pairing is over: the peer, or another device of this identity, has revoked it. The list
    /// hasn't changed, since nobody has signed that; removing the peer is for the application to decide.
    record Revoked(Identity peer) implements PairingEvent {}
}
