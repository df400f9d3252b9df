package one.commserver.pairing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Two who are paired, with all that proves it.
///
/// @param inviter who made the invite
/// @param claim what the joiner has proven
/// @param signedInvite the invite, as registered
/// @param trustLevel as in the invite
/// @param paired when it was recorded
public record Pairing(Identity inviter, Claim claim, Bytes signedInvite, String trustLevel, Instant paired) {

    /// What a joiner has proven. Its signatures have been checked by whoever makes one.
    ///
    /// @param invite the invite's id
    /// @param inviter as the joiner named it
    /// @param joiner who it is
    /// @param key the joiner's key, where the identity is only a hash of it
    /// @param challenge what the proofs answer
    /// @param proof the invite key's signature
    /// @param identityProof the joiner's signature
    /// @param connectionId names the pairing, should this be the first claim
    public record Claim(
            Bytes invite,
            Identity inviter,
            Identity joiner,
            @Nullable Bytes key,
            Bytes challenge,
            Bytes proof,
            Bytes identityProof,
            String connectionId) {}

    /// Names the pairing.
    public String connectionId() {
        return claim.connectionId();
    }

    /// How much of a page it takes, in bytes.
    public int size() {
        Bytes key = claim.key();
        return signedInvite.length() + claim.identityProof().length() + (key == null ? 0 : key.length());
    }
}
