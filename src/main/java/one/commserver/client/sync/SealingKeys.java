package one.commserver.client.sync;

import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingPublicKey;

import java.util.List;
import java.util.Optional;

/// The sealing keys of this identity: the one that is published, and those before it for as long as something sealed to
/// them may wait in the mailbox.
@FunctionalInterface
public interface SealingKeys {

    /// The pair of a public key, which stays the owner's.
    Optional<SealingKeyPair> find(SealingPublicKey key);

    /// These and no others.
    static SealingKeys of(SealingKeyPair... pairs) {
        List<SealingKeyPair> all = List.of(pairs);
        return key -> all.stream().filter(pair -> pair.publicKey().equals(key)).findFirst();
    }
}
