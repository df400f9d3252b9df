package one.commserver.client.sync;

import one.commserver.client.pairing.Peer;
import one.commserver.client.pairing.TrustStore;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;

import reactor.core.publisher.Mono;

/// From whom something is taken.
@FunctionalInterface
public interface Senders {

    /// The key of an identity; empty: nothing is taken from it.
    Mono<PublicKey> find(Identity sender);

    /// From peers, and from other devices of this identity.
    static Senders of(TrustStore trust, PublicKey self) {
        return sender -> sender.equals(self.identity()) ? Mono.just(self) : trust.find(sender).map(Peer::key);
    }
}
