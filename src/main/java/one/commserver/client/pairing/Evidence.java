package one.commserver.client.pairing;

import one.commserver.client.pairing.PairingException.Reason;
import one.commserver.crypto.Identity;
import one.commserver.crypto.InvalidIdentityException;
import one.commserver.crypto.PublicKey;
import one.commserver.protocol.PairingMessage.PairEvidence;
import one.commserver.protocol.WireTime;
import one.commserver.protocol.invite.InvalidInviteException;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.PairingTranscripts;

/// What a server says of a pairing, checked without believing the server.
///
/// Spec: chapter 7, what the inviter verifies.
///
/// @param peer who it makes a peer of the one who checks
/// @param uses how many joiners the invite lets in
record Evidence(Peer peer, int uses) {

    /// Checks all that can be checked without knowing what came before. Takes three signatures' time.
    ///
    /// @throws PairingException saying what doesn't hold
    static Evidence verified(PairEvidence told, Identity self) {
        Invite invite;
        PublicKey joiner;
        try {
            invite = Invite.decode(told.signedInvite());
            joiner = PublicKey.of(told.joiner(), told.key());
        } catch (InvalidInviteException invalid) {
            throw new PairingException(Reason.MALFORMED_INVITE);
        } catch (InvalidIdentityException invalid) {
            throw new PairingException(Reason.NO_IDENTITY_PROOF);
        }
        Identity inviter = invite.inviter().identity();
        if (inviter.equals(joiner.identity())) {
            throw new PairingException(Reason.OWN);
        } else if (!inviter.equals(self) && !joiner.identity().equals(self)) {
            throw new PairingException(Reason.NOT_CONCERNED);
        } else if (!invite.isSigned()) {
            throw new PairingException(Reason.NOT_SIGNED);
        } else if (invite.isExpiredAt(WireTime.parse(told.paired()))) {
            // the server's own word, which an honest one never says
            throw new PairingException(Reason.EXPIRED);
        }
        checkProofs(told, invite, joiner);
        boolean isMine = inviter.equals(self);
        return new Evidence(
                new Peer(
                        isMine ? joiner : invite.inviter(),
                        isMine ? Peer.Role.JOINER : Peer.Role.INVITER,
                        invite.id(),
                        invite.trustLevel(),
                        told.connectionId()),
                invite.uses());
    }

    private static void checkProofs(PairEvidence told, Invite invite, PublicKey joiner) {
        Identity inviter = invite.inviter().identity();
        byte[] byInvite = PairingTranscripts.invite(told.challenge(), inviter, joiner.identity(), invite.id()).bytes();
        if (!invite.key().verify(byInvite, told.proof().toByteArray())) {
            throw new PairingException(Reason.NO_PROOF);
        }
        byte[] byJoiner =
                PairingTranscripts.identity(told.challenge(), inviter, joiner.identity(), invite.id()).bytes();
        if (!joiner.verify(byJoiner, told.identityProof().toByteArray())) {
            throw new PairingException(Reason.NO_IDENTITY_PROOF);
        }
    }
}
