package one.commserver.e2e;

import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.PairingMessage.PairEvidence;
import one.commserver.protocol.PairingMessage.PairList;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairProof;
import one.commserver.protocol.PairingMessage.PairRequest;
import one.commserver.protocol.PairingMessage.PairSuccess;
import one.commserver.protocol.PairingMessage.Pairings;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.PairingTranscripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// Redeeming invites.
class PairingIT {

    @RegisterExtension static final Server SERVER = Servers.PAIRED;
    @RegisterExtension static final Server HASTY = Servers.HASTY;

    private static final int RACERS = 100;

    @ParameterizedTest
    @EnumSource(SignatureAlgorithm.class)
    void theInviterGetsEvidenceThatHolds(SignatureAlgorithm algorithm) {
        RawClient inviter = SERVER.join(Who.anybody(algorithm));
        RawClient joiner = SERVER.join(Who.anybody(algorithm));
        Invitation invitation = Invitation.of(inviter, 1);

        PairSuccess success = invitation.join(joiner);

        PairEvidence evidence = inviter.message(PairNotice.class).pairing();
        Invite invite = Invite.decode(evidence.signedInvite());
        assertThat(invite).isEqualTo(invitation.invite());
        assertThat(invite.isSigned()).isTrue();
        assertThat(evidence.joiner()).isEqualTo(joiner.identity());
        assertThat(evidence.connectionId()).isEqualTo(success.connectionId());
        byte[] byInvite =
                PairingTranscripts.invite(evidence.challenge(), inviter.identity(), joiner.identity(), invite.id())
                        .bytes();
        byte[] byJoiner =
                PairingTranscripts.identity(evidence.challenge(), inviter.identity(), joiner.identity(), invite.id())
                        .bytes();
        assertThat(invite.key().verify(byInvite, evidence.proof().toByteArray())).isTrue();
        assertThat(
                        PublicKey.of(evidence.joiner(), evidence.key())
                                .verify(byJoiner, evidence.identityProof().toByteArray()))
                .isTrue();
        assertThat(list(inviter, null).pairings()).containsExactly(evidence);
        assertThat(list(joiner, null).pairings()).containsExactly(evidence);
    }

    @Test
    void allConnectionsOfTheInviterAreTold() {
        RawClient phone = SERVER.join();
        RawClient tablet = SERVER.join(phone.who().instance("tablet"));
        RawClient lane = SERVER.join(phone.who().lane("bulk"));
        RawClient stranger = SERVER.join();

        Invitation.of(phone, 1).join(SERVER.join());

        PairNotice notice = phone.message(PairNotice.class);
        assertThat(tablet.message(PairNotice.class)).isEqualTo(notice);
        assertThat(lane.message(PairNotice.class)).isEqualTo(notice);
        stranger.isQuiet();
    }

    @Test
    void whoWasAwayFindsTheRestBehindItsCursor() {
        RawClient inviter = SERVER.join();
        Invitation invitation = Invitation.of(inviter, 3);
        invitation.join(SERVER.join());
        inviter.message(PairNotice.class);
        String cursor = list(inviter, null).next();
        RawClient second = SERVER.join();
        invitation.join(second);
        inviter.message(PairNotice.class);

        Pairings rest = list(inviter, cursor);

        assertThat(rest.pairings().stream().map(PairEvidence::joiner)).containsExactly(second.identity());
        assertThat(rest.more()).isFalse();
        assertThat(list(inviter, rest.next()).pairings()).isEmpty();
    }

    @Test
    void theSameJoinerAgainGetsTheSameAndTheInviterIsToldTheSame() {
        RawClient inviter = SERVER.join();
        RawClient joiner = SERVER.join();
        Invitation invitation = Invitation.of(inviter, 1);
        PairSuccess first = invitation.join(joiner);
        PairNotice notice = inviter.message(PairNotice.class);

        assertThat(invitation.join(joiner)).isEqualTo(first);
        assertThat(inviter.message(PairNotice.class)).isEqualTo(notice);
        assertThat(invitation.join(SERVER.join(joiner.who().instance("tablet")))).isEqualTo(first);
        assertThat(inviter.message(PairNotice.class)).isEqualTo(notice);

        inviter.isQuiet();
        assertThat(list(inviter, null).pairings()).hasSize(1);
    }

    @Test
    void ofManyWhoRaceForASingleUseExactlyOneWins() throws Exception {
        RawClient inviter = SERVER.join();
        Invitation invitation = Invitation.of(inviter, 1);
        List<RawClient> joiners = IntStream.range(0, RACERS).mapToObj(i -> SERVER.join()).toList();
        List<Bytes> challenges = joiners.stream().map(invitation::request).toList();

        List<String> answers =
                simultaneously(
                        RACERS,
                        i -> {
                            invitation.prove(joiners.get(i), challenges.get(i));
                            return joiners.get(i).nextText();
                        });

        assertThat(answers.stream().filter(text -> text.contains("\"pair_success\""))).hasSize(1);
        assertThat(answers.stream().filter(text -> text.contains("\"invite_used_up\""))).hasSize(RACERS - 1);
        inviter.message(PairNotice.class);
        inviter.isQuiet();
        assertThat(list(inviter, null).pairings()).hasSize(1);
    }

    @Test
    void anExpiredInviteIsExpired() {
        Invitation invitation = Invitation.of(SERVER.join(), 1, Duration.ofSeconds(3));
        RawClient joiner = SERVER.join();
        awaitPast(joiner, invitation.invite().expires());

        invitation.refused(joiner, ErrorCode.INVITE_EXPIRED);
    }

    @Test
    void everyIdGetsAChallengeAndOnlyTheSecretAnAnswer() {
        RawClient joiner = SERVER.join();
        RawClient inviter = SERVER.join();
        Instant soon = Instant.now().plusSeconds(60);
        Invitation known = Invitation.of(inviter, 1);
        Invitation unknown = Invitation.unregistered(inviter.who(), 1, soon);

        for (Invitation guessed : List.of(known, unknown)) {
            Bytes challenge = guessed.request(joiner);
            PairProof right = guessed.proof(joiner, challenge);
            joiner.send(new PairProof("w", Bytes.of(new byte[64]), right.identityProof()));
            assertThat(joiner.error(ErrorCode.PAIR_PROOF).ref()).isEqualTo("w");
        }
        joiner.send(new PairRequest("r", Bytes.of(new byte[32]), inviter.identity(), joiner.identity()));
        assertThat(joiner.nextText()).contains("\"pair_challenge\"");
        joiner.send(new PairProof("w", Bytes.of(new byte[64]), Bytes.of(new byte[64])));
        joiner.error(ErrorCode.PAIR_PROOF);

        unknown.refused(joiner, ErrorCode.INVITE_UNKNOWN);
        known.join(joiner);
    }

    @Test
    void anInviteIsOnlyItsInviters() {
        RawClient inviter = SERVER.join();
        RawClient joiner = SERVER.join();
        Invitation invitation = Invitation.of(inviter, 1);
        Invitation other =
                new Invitation(
                        invitation.secret(),
                        Invite.sign(
                                invitation.secret(),
                                Who.anybody().key(),
                                Invitation.SERVER,
                                Instant.now().plusSeconds(60),
                                1,
                                "friend"));

        other.refused(joiner, ErrorCode.INVITE_UNKNOWN);
        invitation.join(joiner);
    }

    @Test
    void onesOwnInviteIsRefused() {
        RawClient inviter = SERVER.join();
        Invitation invitation = Invitation.of(inviter, 1);

        inviter.send(new PairRequest("own", invitation.id(), inviter.identity(), inviter.identity()));

        assertThat(inviter.error(ErrorCode.INVITE_OWN).ref()).isEqualTo("own");
    }

    @Test
    void nobodyJoinsAsSomebodyElse() {
        Invitation invitation = Invitation.of(SERVER.join(), 1);
        RawClient joiner = SERVER.join();

        joiner.send(new PairRequest("r", invitation.id(), invitation.inviter(), SERVER.join().identity()));

        assertThat(joiner.error(ErrorCode.PAIR_IDENTITY).ref()).isEqualTo("r");
    }

    @Test
    void aProofIsGoodOnceAndOnlyForTheLastChallenge() {
        Invitation invitation = Invitation.of(SERVER.join(), 2);
        RawClient joiner = SERVER.join();
        PairProof first = invitation.proof(joiner, invitation.request(joiner));
        Bytes second = invitation.request(joiner);

        joiner.send(first);
        joiner.error(ErrorCode.PAIR_PROOF);
        invitation.prove(joiner, second);
        assertThat(joiner.error(ErrorCode.PAIR_EXPIRED).ref()).isEqualTo("p");
        PairProof good = invitation.proof(joiner, invitation.request(joiner));
        joiner.send(good);
        joiner.message(PairSuccess.class);
        joiner.send(good);
        joiner.error(ErrorCode.PAIR_EXPIRED);
    }

    @Test
    void aProofForAnotherConnectionsChallengeIsWorthNothing() {
        Invitation invitation = Invitation.of(SERVER.join(), 1);
        RawClient joiner = SERVER.join();
        RawClient tablet = SERVER.join(joiner.who().instance("tablet"));
        RawClient thief = SERVER.join();
        Bytes challenge = invitation.request(joiner);
        invitation.request(tablet);
        invitation.request(thief);

        PairProof overheard = invitation.proof(joiner, challenge);
        tablet.send(overheard);
        thief.send(overheard);

        tablet.error(ErrorCode.PAIR_PROOF);
        thief.error(ErrorCode.PAIR_PROOF);
        invitation.join(joiner);
    }

    @Test
    void bothSignaturesAreNeeded() {
        Invitation invitation = Invitation.of(SERVER.join(), 1);
        RawClient joiner = SERVER.join();
        RawClient stranger = SERVER.join();
        Bytes challenge = invitation.request(joiner);

        Bytes strangers = invitation.proof(stranger, challenge).identityProof();
        joiner.send(new PairProof("p", invitation.proof(joiner, challenge).proof(), strangers));

        joiner.error(ErrorCode.PAIR_PROOF);
        invitation.join(joiner);
    }

    @Test
    void aChallengeIsGoodForATime() {
        Invitation invitation = Invitation.of(HASTY.join(), 1);
        RawClient joiner = HASTY.join();
        Bytes challenge = invitation.request(joiner);
        awaitPast(joiner, Instant.now().plus(Servers.HASTE).plusMillis(1));

        invitation.prove(joiner, challenge);

        joiner.error(ErrorCode.PAIR_EXPIRED);
    }

    @Test
    void tooManyPairingsLeaveTheInviteAsItWas() {
        RawClient inviter = SERVER.join();
        Invitation invitation = Invitation.of(inviter, 100);
        for (int i = 0; i < Servers.MOST_PAIRINGS; i++) {
            invitation.join(SERVER.join());
            inviter.message(PairNotice.class);
        }

        invitation.refused(SERVER.join(), ErrorCode.LIMIT_PAIRINGS);

        inviter.isQuiet();
    }

    @Test
    void aFloodOfWrongProofsIsThrottledAndANeighbourPairs() {
        RawClient inviter = SERVER.join();
        Invitation invitation = Invitation.of(inviter, 5);
        RawClient hostile = SERVER.connect(SERVER.dial().from("127.0.0.66")).login(Who.anybody());
        RawClient neighbour = SERVER.connect(SERVER.dial().from("127.0.0.66")).login(Who.anybody());
        PairProof wrong = new PairProof("w", Bytes.of(new byte[64]), Bytes.of(new byte[64]));
        for (int i = 0; i < 5; i++) {
            invitation.request(hostile);
            hostile.send(wrong);
            hostile.error(ErrorCode.PAIR_PROOF);
        }

        for (int i = 0; i < 200; i++) {
            invitation.request(hostile);
            hostile.send(wrong);
            assertThat(hostile.error(ErrorCode.PAIR_THROTTLED).retryAfterMs()).isPositive();
        }
        // not even the right one
        assertThat(invitation.refused(hostile, ErrorCode.PAIR_THROTTLED).retryAfterMs()).isPositive();

        invitation.join(neighbour);
        invitation.join(SERVER.join());
    }

    /// Anybody can make an invite up and prove its secret.
    @Test
    void invitesThatNobodyKnowsAreNotLookedForWithoutEnd() {
        RawClient hostile = SERVER.connect(SERVER.dial().from("127.0.0.68")).login(Who.anybody());
        Who nobody = Who.anybody();
        for (int i = 0; i < 5; i++) {
            Invitation.unregistered(nobody, 1, Instant.now().plusSeconds(60))
                    .refused(hostile, ErrorCode.INVITE_UNKNOWN);
        }

        Invitation.unregistered(nobody, 1, Instant.now().plusSeconds(60)).refused(hostile, ErrorCode.PAIR_THROTTLED);
    }

    @Test
    void manyConnectionsOfOneAddressAreThrottledTogether() {
        Invitation invitation = Invitation.of(SERVER.join(), 5);
        PairProof wrong = new PairProof("w", Bytes.of(new byte[64]), Bytes.of(new byte[64]));
        int wrongProofs = 0;
        String answer = "";
        while (!answer.contains("\"pair_throttled\"")) {
            RawClient hostile = SERVER.connect(SERVER.dial().from("127.0.0.67")).login(Who.anybody());
            invitation.request(hostile);
            hostile.send(wrong);
            answer = hostile.nextText();
            assertThat(++wrongProofs).isLessThan(100);
        }

        assertThat(wrongProofs).isGreaterThan(30);
        invitation.join(SERVER.join());
    }

    @Test
    void whoRedeemsWithoutEndIsThrottled() {
        RawClient joiner = SERVER.connect(SERVER.dial().from("127.0.0.69")).login(Who.anybody());
        Invitation invitation = Invitation.of(SERVER.join(), 1);
        for (int i = 0; i < 6; i++) {
            invitation.join(joiner);
        }

        invitation.refused(joiner, ErrorCode.PAIR_THROTTLED);
    }

    private static Pairings list(RawClient client, String after) {
        client.send(new PairList("l", after));
        Pairings page = client.message(Pairings.class);
        assertThat(page.ref()).isEqualTo("l");
        return page;
    }

    private static void awaitPast(RawClient client, Instant moment) {
        while (!Instant.now().isAfter(moment)) {
            assertThat(client.within(Duration.between(Instant.now(), moment).plusMillis(1))).isNull();
        }
    }
}
