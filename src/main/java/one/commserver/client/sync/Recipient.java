package one.commserver.client.sync;

import one.commserver.crypto.Identity;
import one.commserver.crypto.sealing.SealingPublicKey;

/// For whom something is left.
///
/// @param identity a peer, or this identity itself
/// @param key to which it is sealed, verified as that identity's
public record Recipient(Identity identity, SealingPublicKey key) {}
