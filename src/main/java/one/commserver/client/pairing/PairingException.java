package one.commserver.client.pairing;

/// An invite, or what a server says of a pairing, isn't to be believed. No text holds a secret.
public final class PairingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// What is wrong.
    public enum Reason {
        /// The link hasn't the form of one.
        MALFORMED_LINK,
        /// The invite hasn't its form.
        MALFORMED_INVITE,
        /// The secret isn't the invite's.
        WRONG_SECRET,
        /// The inviter's signature doesn't hold: somebody has changed the invite.
        NOT_SIGNED,
        /// Its time is over.
        EXPIRED,
        /// It claims to be good for longer than any invite may.
        TOO_LONG,
        /// It is this identity's own.
        OWN,
        /// It neither invites for this identity nor was redeemed by it.
        NOT_CONCERNED,
        /// The invite key's proof doesn't hold: nobody has shown the link.
        NO_PROOF,
        /// The joiner's proof doesn't hold: it wasn't that identity.
        NO_IDENTITY_PROOF,
        /// Others have come by that invite already, as many as it lets in.
        USED_UP,
        /// This client has revoked the invite, or removed that peer.
        REVOKED,
        /// The list of peers is full.
        FULL,
        /// The server demands what this client doesn't know.
        UNKNOWN_REQUIREMENT,
        /// The server says another trust level than the invite.
        OTHER_TRUST_LEVEL
    }

    private final Reason reason;

    PairingException(Reason reason) {
        super("not to be believed: " + reason);
        this.reason = reason;
    }

    /// What is wrong.
    public Reason reason() {
        return reason;
    }
}
