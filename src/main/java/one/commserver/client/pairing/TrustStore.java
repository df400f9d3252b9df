package one.commserver.client.pairing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The verified list of peers of one identity, on one device. Trust lies here and not at any server.
///
/// Every operation is one atomic step. Nothing is verified here: [PairingClient] does that before it asks.
///
/// Spec: chapter 7, what the inviter verifies.
public interface TrustStore {

    /// What became of somebody whose evidence holds.
    enum Admission {
        /// A peer from now on.
        ADDED,
        /// Was one before; nothing has changed.
        KNOWN,
        /// Others have come by that invite, as many as it lets in.
        USED_UP,
        /// The invite was closed here, or the peer was removed and comes by the same invite again, or for the first
        /// time.
        REVOKED,
        /// There is no room.
        FULL
    }

    /// Takes somebody in, counting by how many the invite was used, also by those who were removed since.
    ///
    /// @param uses how many joiners the invite lets in; doesn't count where the peer is the inviter
    Mono<Admission> admit(Peer peer, int uses);

    /// Nobody new comes by that invite any more.
    Mono<Void> close(Bytes invite);

    /// Somebody is no peer any more, and doesn't become one again by the same invite. Whoever hasn't come yet, here,
    /// isn't let in by the first invite that tells of them: the removal may overtake the notice.
    Mono<Void> remove(Identity identity);

    /// A peer; empty if that identity is none.
    Mono<Peer> find(Identity identity);

    /// All peers at this moment.
    Flux<Peer> peers();
}
