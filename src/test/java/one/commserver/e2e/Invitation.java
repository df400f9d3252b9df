package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.PairingMessage.InviteCreate;
import one.commserver.protocol.PairingMessage.InviteCreated;
import one.commserver.protocol.PairingMessage.PairChallenge;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairProof;
import one.commserver.protocol.PairingMessage.PairRequest;
import one.commserver.protocol.PairingMessage.PairSuccess;
import one.commserver.protocol.WireTime;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.InviteSecret;
import one.commserver.protocol.invite.PairingTranscripts;

import java.time.Duration;
import java.time.Instant;

/// An invite with its secret, and the steps of redeeming it, so that one of them can go wrong.
record Invitation(InviteSecret secret, Invite invite) {

    static final String SERVER = "wss://relay.example/";

    /// Signed, and not registered.
    static Invitation unregistered(Who inviter, int uses, Instant expires) {
        InviteSecret secret = InviteSecret.generate();
        return new Invitation(secret, Invite.sign(secret, inviter.key(), SERVER, expires, uses, "friend"));
    }

    static Invitation of(RawClient inviter, int uses) {
        return of(inviter, uses, Duration.ofHours(1));
    }

    static Invitation of(RawClient inviter, int uses, Duration life) {
        Invitation invitation = unregistered(inviter.who(), uses, Instant.now().plus(life));
        inviter.send(new InviteCreate("i", invitation.invite().encoded()));
        assertThat(inviter.message(InviteCreated.class))
                .isEqualTo(new InviteCreated("i", invitation.id(), WireTime.format(invitation.invite().expires())));
        return invitation;
    }

    /// Somebody who is paired with the inviter, and both have been told.
    static RawClient guest(RawClient inviter, RawClient joiner) {
        Invitation.of(inviter, 1).join(joiner);
        inviter.message(PairNotice.class);
        return joiner;
    }

    Bytes id() {
        return invite.id();
    }

    Identity inviter() {
        return invite.inviter().identity();
    }

    /// All four messages.
    PairSuccess join(RawClient joiner) {
        prove(joiner, request(joiner));
        PairSuccess success = joiner.message(PairSuccess.class);
        assertThat(success.ref()).isEqualTo("p");
        assertThat(success.trustLevel()).isEqualTo("friend");
        return success;
    }

    ErrorMessage refused(RawClient joiner, ErrorCode code) {
        prove(joiner, request(joiner));
        ErrorMessage error = joiner.error(code);
        assertThat(error.ref()).isEqualTo("p");
        return error;
    }

    Bytes request(RawClient joiner) {
        joiner.send(new PairRequest("r", id(), inviter(), joiner.identity()));
        PairChallenge challenge = joiner.message(PairChallenge.class);
        assertThat(challenge.ref()).isEqualTo("r");
        assertThat(challenge.requirements()).containsExactly("proof", "identity_proof");
        return challenge.challenge();
    }

    void prove(RawClient joiner, Bytes challenge) {
        joiner.send(proof(joiner, challenge));
    }

    PairProof proof(RawClient joiner, Bytes challenge) {
        Identity self = joiner.identity();
        byte[] own = PairingTranscripts.identity(challenge, inviter(), self, id()).bytes();
        return new PairProof(
                "p",
                secret.sign(PairingTranscripts.invite(challenge, inviter(), self, id())),
                Bytes.of(joiner.who().key().sign(own)));
    }

    /// Asks for a channel before the pairing.
    void call(RawClient opener, String ref) {
        Bytes proof = secret.sign(PairingTranscripts.opening(id(), inviter(), opener.identity()));
        opener.send(new ChannelOpen(ref, inviter(), null, Joined.WINDOW, id(), proof));
    }
}
