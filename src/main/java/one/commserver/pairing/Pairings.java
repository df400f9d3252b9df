package one.commserver.pairing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.invite.Invite;
import one.commserver.registry.RegistryUnavailableException;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.util.List;

/// Invites, their uses, and who is paired. Every publisher is cold and does its work once for each subscription, in one
/// atomic step: of any two that are under way, on one node or many, one happens before the other. They emit on any
/// thread, and fail only with [RegistryUnavailableException]. What was emitted stays, as far as the store promises.
///
/// An invite is *live* while it isn't expired, isn't revoked, and has uses left. One that isn't any more is remembered
/// for as long as there is room, so that its holders can be told why; then it is unknown.
///
/// Spec: chapter 7. `PairingsContract` among the tests is the suite that every implementation passes.
public interface Pairings {

    /// The most live invites of an identity.
    int MAX_INVITES = 100;

    /// The most invites of an identity that are remembered when they aren't live any more; the oldest go first, and
    /// with them it is forgotten that their ids were used.
    int MAX_REMEMBERED_INVITES = 100;

    /// The most elements of a page.
    int PAGE_ELEMENTS = 50;

    /// A page ends with the element that reaches this many bytes.
    int PAGE_BYTES = 32 * 1024;

    /// What became of a registration.
    enum Registration {
        /// It can be redeemed; the same bytes may have been registered before.
        REGISTERED,
        /// Its id was used before: by other bytes, or by an invite that isn't live any more.
        TAKEN,
        /// The identity, or the store, has room for no more.
        FULL
    }

    /// A live invite.
    ///
    /// @param used how many have redeemed it
    record Live(Bytes signedInvite, int used) {}

    /// Part of a list, oldest first.
    ///
    /// @param next the cursor behind its last element, or the one that was asked with; absent if there never was one
    /// @param more whether there is more
    record Page<T>(List<T> elements, @Nullable String next, boolean more) {}

    /// Registers an invite whose signature holds.
    Mono<Registration> register(Invite invite);

    /// The live invites of an identity.
    ///
    /// @param after a page's cursor; one that this store didn't give starts at the oldest
    Mono<Page<Live>> invites(Identity inviter, @Nullable String after);

    /// Revokes an invite, live or not. Pairings made by it stay.
    ///
    /// @return whether that inviter has such an invite
    Mono<Boolean> revoke(Identity inviter, Bytes invite);

    /// How often a live invite of that inviter can still be redeemed; 0 if it can't, and for an opener who has redeemed
    /// it already.
    Mono<Integer> usesLeft(Bytes invite, Identity inviter, Identity opener);

    /// Consumes a use and records the pairing, in one step. In this order: if the joiner is that inviter's already, it
    /// gets the same pairing and consumes nothing, whatever became of the invite; the invite is unknown; the joiner has
    /// redeemed it before and isn't paired any more, or it was revoked; it is expired; it is used up; there is no room.
    Mono<Redemption> redeem(Pairing.Claim claim);

    /// The pairings of an identity, made by either side. A cursor stays good when what it points to is gone, and when
    /// the store starts anew: what is recorded later stands behind it.
    ///
    /// @param after a page's cursor; one that this store can't read starts at the oldest
    Mono<Page<Pairing>> pairings(Identity identity, @Nullable String after);

    /// Ends all pairings between two.
    ///
    /// @return whether there was one
    Mono<Boolean> unpair(Identity one, Identity other);

    /// All with whom an identity is paired, whoever invited whom, each once and in no order: as many as it may have
    /// pairings at most. Itself isn't among them.
    Mono<List<Identity>> peers(Identity identity);

    /// Whether two are paired, whoever invited whom. An identity always is with itself.
    Mono<Boolean> arePaired(Identity one, Identity other);
}
