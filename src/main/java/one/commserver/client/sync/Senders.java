package one.commserver.client.sync;

import one.commserver.client.pairing.Peer;
import one.commserver.client.pairing.TrustStore;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Mono;

/// From whom something is taken.
@FunctionalInterface
public interface Senders {

    /// The key of an identity; empty: nothing is taken from it.
    Mono<PublicKey> find(Identity sender);

    /// Learns of those who have become senders meanwhile: asked for once for a batch with somebody unknown, before what
    /// is his is refused.
    ///
    /// @return completes when it is done. Fails: fetching ends, and the batch comes again
    default Mono<Void> refresh() {
        return Mono.empty();
    }

    /// From peers, and from other devices of this identity. What a peer has left comes to nothing if the pairing isn't
    /// in the store by then: whoever makes invites takes [#of(TrustStore, PublicKey, Publisher)].
    static Senders of(TrustStore trust, PublicKey self) {
        return of(trust, self, Mono.empty());
    }

    /// From peers, and from other devices of this identity; also from those who have become peers a moment ago.
    ///
    /// @param catchUp brings the store up to date: [one.commserver.client.pairing.PairingClient#catchUp]
    static Senders of(TrustStore trust, PublicKey self, Publisher<?> catchUp) {
        return new Senders() {
            @Override
            public Mono<PublicKey> find(Identity sender) {
                return sender.equals(self.identity()) ? Mono.just(self) : trust.find(sender).map(Peer::key);
            }

            @Override
            public Mono<Void> refresh() {
                return Mono.when(catchUp);
            }
        };
    }
}
