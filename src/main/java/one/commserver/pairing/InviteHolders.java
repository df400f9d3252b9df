package one.commserver.pairing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Transcript;
import one.commserver.registry.RegistryUnavailableException;

import reactor.core.publisher.Mono;

/// Finds out whether somebody who isn't paired yet holds a live invite.
///
/// Spec: chapters 6 (finding), 7 and 8 (opening).
public final class InviteHolders {

    private final Pairings pairings;
    private final Proofs proofs;

    InviteHolders(Pairings pairings, Proofs proofs) {
        this.pairings = pairings;
        this.proofs = proofs;
    }

    /// How often the invite can still be redeemed, at least once; empty if it doesn't count for that holder: it isn't a
    /// live one of that inviter, the holder has redeemed it before, or the proof doesn't hold.
    ///
    /// @param invite the invite's id
    /// @param signed what the proof has to sign
    /// @return emits on any thread; fails with a [RegistryUnavailableException]
    public Mono<Integer> usesLeft(Bytes invite, Identity inviter, Identity holder, Transcript signed, Bytes proof) {
        // an invite that doesn't count costs no signature
        return pairings.usesLeft(invite, inviter, holder)
                .filter(left -> left > 0)
                .flatMap(left -> proofs.ofInvite(invite, signed, proof).filter(holds -> holds).map(holds -> left));
    }
}
