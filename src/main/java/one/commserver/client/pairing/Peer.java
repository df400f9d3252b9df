package one.commserver.client.pairing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;

/// Somebody whose pairing was verified here.
///
/// @param key its key
/// @param role what it was
/// @param invite the id of the invite by which the two met
/// @param trustLevel the inviter's word, as signed
/// @param connectionId the server's name for the pairing
public record Peer(PublicKey key, Role role, Bytes invite, String trustLevel, String connectionId) {

    /// What a peer was when the two met.
    public enum Role {
        /// It has invited this identity.
        INVITER,
        /// It was invited by this identity.
        JOINER
    }

    /// Who it is.
    public Identity identity() {
        return key.identity();
    }
}
