package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.pairing.CatchUp;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;
import one.commserver.client.pairing.PairingEvent;
import one.commserver.client.pairing.PairingException;
import one.commserver.client.pairing.PairingException.Reason;
import one.commserver.client.pairing.Peer;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.PairingMessage;
import one.commserver.protocol.PairingMessage.InviteCreate;
import one.commserver.protocol.PairingMessage.InviteCreated;
import one.commserver.protocol.PairingMessage.InviteList;
import one.commserver.protocol.PairingMessage.Invites;
import one.commserver.protocol.PairingMessage.LiveInvite;
import one.commserver.protocol.PairingMessage.PairChallenge;
import one.commserver.protocol.PairingMessage.PairEvidence;
import one.commserver.protocol.PairingMessage.PairList;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairProof;
import one.commserver.protocol.PairingMessage.PairRequest;
import one.commserver.protocol.PairingMessage.PairRevoke;
import one.commserver.protocol.PairingMessage.PairRevoked;
import one.commserver.protocol.PairingMessage.PairSuccess;
import one.commserver.protocol.PairingMessage.Pairings;
import one.commserver.protocol.WireTime;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.InviteSecret;
import one.commserver.protocol.invite.PairingTranscripts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A server that tells what isn't true of pairings is believed in nothing.
class LyingPairingTest {

    /// Registers whatever it gets; tells what the test says.
    private static final class Liar extends LyingServer {

        final List<PairingMessage> told = new CopyOnWriteArrayList<>();
        final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
        volatile List<PairEvidence> listed = List.of();
        volatile List<String> requirements = List.of("proof", "identity_proof");
        volatile String trustLevel = "friend";

        @Override
        void ready(Socket socket) {
            sockets.add(socket);
        }

        @Override
        void other(Socket socket, ClientMessage message) {
            PairingMessage.FromServer answer =
                    switch (message) {
                        case InviteCreate create ->
                                new InviteCreated(create.ref(), Bytes.of(new byte[32]), "2100-01-01T00:00:00.000Z");
                        case PairRequest request ->
                                new PairChallenge(
                                        request.ref(),
                                        Bytes.of(new byte[32]),
                                        requirements,
                                        "2100-01-01T00:00:00.000Z");
                        case PairProof proof -> new PairSuccess(proof.ref(), "id", trustLevel);
                        case PairList list -> new Pairings(list.ref(), listed, null, false);
                        case InviteList list ->
                                new Invites(list.ref(), List.of(new LiveInvite(Bytes.of(new byte[40]), 0)), null);
                        case PairRevoke revoke -> new PairRevoked(revoke.ref(), revoke.peer());
                        default -> throw new AssertionError(message.toString());
                    };
            told.add(answer);
            socket.tell(answer);
        }
    }

    private final Liar server = new Liar();
    private final ClientFixture clients = new ClientFixture(server.port());
    private final SigningKey alice = key();
    private final InMemoryTrustStore trust = new InMemoryTrustStore(10);
    private final ClientLink link = connect(clients.client(alice, "phone"));
    private final PairingClient pairing = new PairingClient(link, alice, trust, Clock.systemUTC());
    private final BlockingQueue<PairingEvent> events = new LinkedBlockingQueue<>();

    LyingPairingTest() {
        pairing.events().subscribe(events::add);
    }

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

    /// An invite of somebody's, with its secret.
    private record Made(InviteSecret secret, Invite invite) {
        static Made by(SigningKey inviter, int uses, Instant expires) {
            InviteSecret secret = InviteSecret.generate();
            return new Made(secret, Invite.sign(secret, inviter, "wss://relay.example/", expires, uses, "friend"));
        }

        PairEvidence redeemedBy(SigningKey joiner) {
            Bytes challenge = Bytes.of(Randomness.bytes(32));
            var inviter = invite.inviter().identity();
            byte[] own = PairingTranscripts.identity(challenge, inviter, joiner.identity(), invite.id()).bytes();
            return new PairEvidence(
                    invite.encoded(),
                    joiner.identity(),
                    joiner.publicKey().besideIdentity().orElse(null),
                    challenge,
                    secret.sign(PairingTranscripts.invite(challenge, inviter, joiner.identity(), invite.id())),
                    Bytes.of(joiner.sign(own)),
                    "c",
                    WireTime.format(Instant.now()));
        }
    }

    private Made mine(int uses) {
        return Made.by(alice, uses, Instant.now().plusSeconds(3600));
    }

    @Test
    void whatHoldsIsBelieved() throws Exception {
        SigningKey bob = key();

        tell(mine(1).redeemedBy(bob));

        added(bob);
    }

    @Test
    void anInviteThatISignedNotIsForged() throws Exception {
        SigningKey server = key();
        Made forged = Made.by(server, 1, Instant.now().plusSeconds(60));
        Invite inMyName =
                new Invite(
                        forged.invite().key(),
                        alice.publicKey(),
                        forged.invite().server(),
                        forged.invite().expires(),
                        1,
                        "friend",
                        forged.invite().signature());

        tell(new Made(forged.secret(), inMyName).redeemedBy(key()));
        refused(Reason.NOT_SIGNED);
        tell(forged.redeemedBy(key()));
        refused(Reason.NOT_CONCERNED);
        assertNobody();
    }

    @Test
    void whatIsNoInviteIsNotListedAsOne() {
        assertThatThrownBy(() -> pairing.invites().blockLast(SOON)).isInstanceOf(ClientException.ServerViolation.class);
    }

    @Test
    void proofsOfSomebodyElseAreForged() throws Exception {
        Made made = mine(1);
        SigningKey bob = key();
        PairEvidence good = made.redeemedBy(bob);
        PairEvidence other = made.redeemedBy(key());

        tell(with(good, other.joiner(), good.challenge(), good.proof(), good.identityProof()));
        refused(Reason.NO_PROOF);
        tell(with(good, good.joiner(), other.challenge(), good.proof(), good.identityProof()));
        refused(Reason.NO_PROOF);
        tell(with(good, good.joiner(), good.challenge(), good.proof(), other.identityProof()));
        refused(Reason.NO_IDENTITY_PROOF);
        assertNobody();
        tell(good);
        added(bob);
    }

    @Test
    void anotherTrustLevelIsRefused() throws Exception {
        Made made = mine(1);
        Invite raised =
                new Invite(
                        made.invite().key(),
                        made.invite().inviter(),
                        made.invite().server(),
                        made.invite().expires(),
                        1,
                        "owner",
                        made.invite().signature());

        tell(new Made(made.secret(), raised).redeemedBy(key()));

        refused(Reason.NOT_SIGNED);
        assertNobody();
    }

    @Test
    void theSecondStrangerOnASingleUseIsRefusedAlsoInTheList() throws Exception {
        Made made = mine(1);
        SigningKey bob = key();
        PairEvidence second = made.redeemedBy(key());
        tell(made.redeemedBy(bob));
        added(bob);

        tell(second);

        refused(Reason.USED_UP);
        server.listed = List.of(second);
        CatchUp caughtUp = get(pairing.catchUp());
        assertThat(caughtUp.added()).isEmpty();
        assertThat(caughtUp.refused().stream().map(PairingEvent.Refused::reason)).containsExactly(Reason.USED_UP);
        assertThat(caughtUp.missing().stream().map(Peer::identity)).containsExactly(bob.identity());
        assertPeers(bob);
    }

    @Test
    void aReplayChangesNothingAndBringsNobodyBack() throws Exception {
        Made made = mine(5);
        SigningKey bob = key();
        PairEvidence evidence = made.redeemedBy(bob);
        tell(evidence);
        added(bob);

        tell(evidence);
        tell(made.redeemedBy(bob));
        SigningKey carol = key();
        tell(made.redeemedBy(carol));
        added(carol);
        trust.remove(bob.identity()).block(SOON);
        tell(evidence);

        refused(Reason.REVOKED);
        assertPeers(carol);
    }

    @Test
    void whoWasRemovedBeforeTheNoticeCameIsNotLetInByIt() throws Exception {
        SigningKey bob = key();
        PairEvidence late = mine(2).redeemedBy(bob);
        pairing.unpair(bob.identity()).block(SOON);
        pairing.unpair(bob.identity()).block(SOON);

        tell(late);
        refused(Reason.REVOKED);
        tell(late);
        refused(Reason.REVOKED);
        assertNobody();
        tell(mine(1).redeemedBy(bob));
        added(bob);
    }

    @Test
    void whoWasRemovedTwiceComesBackByAnotherInvite() throws Exception {
        SigningKey bob = key();
        tell(mine(1).redeemedBy(bob));
        added(bob);
        pairing.unpair(bob.identity()).block(SOON);
        pairing.unpair(bob.identity()).block(SOON);

        tell(mine(1).redeemedBy(bob));

        added(bob);
    }

    @Test
    void whoComesByAnExpiredOrRevokedInviteIsRefused() throws Exception {
        Made expired = Made.by(alice, 1, Instant.now().minus(Duration.ofMinutes(6)));
        Made revoked = mine(1);
        trust.close(revoked.invite().id()).block(SOON);

        tell(expired.redeemedBy(key()));
        refused(Reason.EXPIRED);
        PairEvidence late = expired.redeemedBy(key());
        server.listed = List.of(late);
        assertThat(get(pairing.catchUp()).refused().getFirst().reason()).isEqualTo(Reason.EXPIRED);
        tell(revoked.redeemedBy(key()));
        refused(Reason.REVOKED);
        assertNobody();
    }

    @Test
    void whoIsAPeerIsNoNewsHoweverOftenItComesAndHoweverOldItsInviteIs() throws Exception {
        SigningKey bob = key();
        PairEvidence evidence = mine(1).redeemedBy(bob);
        tell(evidence);
        added(bob);

        tell(evidence);
        tell(Made.by(alice, 1, Instant.now().minus(Duration.ofMinutes(6))).redeemedBy(bob));
        SigningKey carol = key();
        tell(mine(1).redeemedBy(carol));

        added(carol);
    }

    @Test
    void bytesThatAreNoInviteAreRefused() throws Exception {
        PairEvidence good = mine(1).redeemedBy(key());

        tell(
                new PairEvidence(
                        Bytes.of(new byte[] {1, 2, 3}),
                        good.joiner(),
                        null,
                        good.challenge(),
                        good.proof(),
                        good.identityProof(),
                        "c",
                        good.paired()));

        refused(Reason.MALFORMED_INVITE);
    }

    @Test
    void pairingTakesFourMessages() {
        InviteLink invitation = invitation();

        Peer peer = get(pairing.pair(invitation));

        assertThat(peer.trustLevel()).isEqualTo("friend");
        assertThat(server.heard.stream().filter(PairingMessage.class::isInstance)).hasSize(2);
        assertThat(server.told).hasSize(2);
    }

    @Test
    void anotherTrustLevelThanTheInvitesIsNoSuccess() throws Exception {
        server.trustLevel = "owner";

        pairingFails(invitation(), Reason.OTHER_TRUST_LEVEL);
        assertNobody();
    }

    @Test
    void whoDoesNotKnowARequirementStops() throws Exception {
        server.requirements = List.of("proof", "identity_proof", "payment");

        pairingFails(invitation(), Reason.UNKNOWN_REQUIREMENT);
        assertThat(server.heard.stream().filter(PairProof.class::isInstance)).isEmpty();
    }

    private static InviteLink invitation() {
        Made made = Made.by(key(), 1, Instant.now().plusSeconds(60));
        byte[] seed = made.secret().seed();
        return InviteLink.parse(
                "commserver:pair#" + made.invite().encoded().toBase64Url() + "." + Bytes.of(seed).toBase64Url(),
                Instant.now());
    }

    private void pairingFails(InviteLink invitation, Reason reason) {
        assertThatThrownBy(() -> get(pairing.pair(invitation)))
                .isInstanceOfSatisfying(PairingException.class, wrong -> assertThat(wrong.reason()).isEqualTo(reason));
    }

    private static PairEvidence with(
            PairEvidence base, Identity joiner, Bytes challenge, Bytes proof, Bytes identityProof) {
        return new PairEvidence(base.signedInvite(), joiner, null, challenge, proof, identityProof, "c", base.paired());
    }

    private void tell(PairEvidence evidence) throws InterruptedException {
        LyingServer.Socket socket = server.sockets.take();
        socket.tell(new PairNotice(null, evidence));
        server.sockets.add(socket);
    }

    private void added(SigningKey joiner) throws InterruptedException {
        assertThat(events.poll(SOON.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        PairingEvent.PeerAdded.class,
                        added -> assertThat(added.peer().identity()).isEqualTo(joiner.identity()));
    }

    private void refused(Reason reason) throws InterruptedException {
        assertThat(events.poll(SOON.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        PairingEvent.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private void assertNobody() {
        assertThat(trust.peers().collectList().block(SOON)).isEmpty();
    }

    private void assertPeers(SigningKey only) {
        assertThat(trust.peers().map(Peer::identity).collectList().block(SOON)).containsExactly(only.identity());
    }
}
