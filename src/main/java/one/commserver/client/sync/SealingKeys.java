package one.commserver.client.sync;

import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingPublicKey;

import reactor.core.publisher.Mono;

import java.util.List;
import java.util.Optional;

/// The sealing keys of this identity: the one that is published, and those before it for as long as something sealed to
/// them may wait in the mailbox.
@FunctionalInterface
public interface SealingKeys {

    /// The pair of a public key, which stays the owner's.
    Optional<SealingKeyPair> find(SealingPublicKey key);

    /// Learns of keys that another device has made meanwhile: asked for once for a batch that is sealed to an unknown
    /// one, before that is refused. Whoever can't know yet whether there is such a key fails.
    ///
    /// @return completes when it is done. Fails: fetching ends, and the batch comes again
    default Mono<Void> refresh() {
        return Mono.empty();
    }

    /// These and no others.
    static SealingKeys of(SealingKeyPair... pairs) {
        List<SealingKeyPair> all = List.of(pairs);
        return key -> all.stream().filter(pair -> pair.publicKey().equals(key)).findFirst();
    }
}
