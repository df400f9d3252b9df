package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.client.discovery.DiscoveryClient;
import one.commserver.client.discovery.Found;
import one.commserver.client.pairing.CatchUp;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;
import one.commserver.client.pairing.PairingEvent;
import one.commserver.client.pairing.PairingException.Reason;
import one.commserver.client.pairing.Peer;
import one.commserver.client.pairing.TrustStore;
import one.commserver.client.sync.Content;
import one.commserver.client.sync.Letter;
import one.commserver.client.sync.Recipient;
import one.commserver.client.sync.RefusedPart;
import one.commserver.client.sync.SealingKeys;
import one.commserver.client.sync.Senders;
import one.commserver.client.sync.SyncReceiver;
import one.commserver.client.sync.SyncSender;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.pairing.Pairing;
import one.commserver.pairing.Pairings;
import one.commserver.pairing.Redemption;
import one.commserver.protocol.SyncMessage.ObjectStatus;
import one.commserver.protocol.SyncMessage.SyncReceipt;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.InviteSecret;
import one.commserver.protocol.invite.PairingTranscripts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import reactor.core.publisher.Flux;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Whoever makes an invite may be gone when it is redeemed: the server keeps the pairing and what the joiner leaves,
/// and the inviter believes what it verifies when it is back.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class OfflineInviterIT extends ServerFixture {

    private static final Duration HOUR = Duration.ofHours(1);

    /// Takes several parts.
    private static final int LARGE = 600_000;

    /// The server's own memory of who is paired, for a server that lies.
    @Autowired private Pairings pairings;

    private final SigningKey alice = key();
    private final TrustStore trust = new InMemoryTrustStore(10);
    private final RecordingInbox inbox = new RecordingInbox();
    private final SealingKeyPair sealing = SealedMail.keyPair();

    @AfterEach
    void forget() {
        sealing.close();
    }

    /// What the inviter does first when it is back.
    enum First {
        CATCH_UP,
        FETCH
    }

    @ParameterizedTest
    @EnumSource(First.class)
    void findsWhoHasComeAndWhatWasLeftMeanwhile(First first) {
        InviteLink invite = inviteAndLeave(1);
        SigningKey bob = key();
        ClientLink atBob = connect(clients.client(bob, "phone"));

        get(pairing(atBob, bob, new InMemoryTrustStore(1)).pair(invite));
        // the server notices that she has gone a moment later than she does
        Found found = await().atMost(SOON).until(() -> find(atBob, bob), hers -> !hers.online());
        var sender = new SyncSender(atBob, bob, Clock.systemUTC());
        Flux<SyncReceipt> receipts = sender.receipts().replay().autoConnect(0);
        var toAlice = new Recipient(alice.identity(), found.sealingKey().orElseThrow().key());
        sender.leaveAll(toAlice, List.of(letter("hello", "I am Bob"), letter("more", "and here"))).block(SOON);
        sender.leave(toAlice, "large", Content.of("x".repeat(LARGE).getBytes(StandardCharsets.UTF_8))).block(SOON);

        ClientLink back = connect(clients.client(alice, "phone"));
        if (first == First.CATCH_UP) {
            CatchUp caughtUp = get(pairing(back, alice, trust).catchUp());
            assertThat(caughtUp.added()).singleElement().satisfies(peer -> isBob(peer, bob));
            assertThat(caughtUp.refused()).isEmpty();
            assertThat(caughtUp.missing()).isEmpty();
        }
        get(receiver(back).fetch());

        isBob(get(trust.find(bob.identity())), bob);
        assertThat(inbox.refused).isEmpty();
        assertThat(inbox.taken).startsWith("hello/1=I am Bob", "more/1=and here");
        String large = String.join("", inbox.taken.stream().skip(2).map(part -> part.substring(8)).toList());
        assertThat(inbox.taken).hasSizeGreaterThan(4);
        assertThat(large).isEqualTo("x".repeat(LARGE));
        assertThat(receipts.take(3).collectList().block(SOON))
                .allSatisfy(receipt -> assertThat(receipt.to()).isEqualTo(alice.identity()))
                .allSatisfy(receipt -> assertThat(receipt.status()).isEqualTo(ObjectStatus.DELIVERED))
                .extracting(SyncReceipt::id)
                .containsExactly("hello", "more", "large");
        invite.close();
    }

    /// Nobody who hasn't proven the secret is let in by the server's word: neither he nor what he leaves.
    @ParameterizedTest
    @EnumSource(First.class)
    void doesNotTakeAForgedPairingFromTheServer(First first) {
        InviteLink invite = inviteAndLeave(2);
        SigningKey bob = key();
        ClientLink atBob = connect(clients.client(bob, "phone"));
        SigningKey mallory = key();
        forge(invite.invite(), mallory);
        ClientLink atMallory = connect(clients.client(mallory, "phone"));
        get(pairing(atBob, bob, new InMemoryTrustStore(1)).pair(invite));
        leave(atMallory, mallory, letter("forged", "I am Bob"));
        leave(atBob, bob, letter("hello", "I am Bob"));

        ClientLink back = connect(clients.client(alice, "phone"));
        if (first == First.CATCH_UP) {
            CatchUp caughtUp = get(pairing(back, alice, trust).catchUp());
            assertThat(caughtUp.added()).singleElement().satisfies(peer -> isBob(peer, bob));
            assertThat(caughtUp.refused())
                    .containsExactly(new PairingEvent.Refused(mallory.identity(), Reason.NO_PROOF));
        }
        get(receiver(back).fetch());

        assertThat(trust.peers().map(Peer::identity).collectList().block(SOON)).containsExactly(bob.identity());
        assertThat(inbox.taken).containsExactly("hello/1=I am Bob");
        assertThat(inbox.refused)
                .containsExactly(new RefusedPart(mallory.identity(), "forged", RefusedPart.Reason.UNKNOWN_SENDER));
        invite.close();
    }

    /// The pairing that was revoked while the inviter was away isn't there any more when it looks, and what the joiner
    /// has left is worth nothing.
    @Test
    void doesNotHearOfWhoHasComeAndGone() {
        InviteLink invite = inviteAndLeave(1);
        SigningKey bob = key();
        ClientLink atBob = connect(clients.client(bob, "phone"));
        PairingClient joining = pairing(atBob, bob, new InMemoryTrustStore(1));
        get(joining.pair(invite));
        leave(atBob, bob, letter("hello", "I am Bob"));
        joining.unpair(alice.identity()).block(SOON);

        get(receiver(connect(clients.client(alice, "phone"))).fetch());

        assertThat(trust.peers().collectList().block(SOON)).isEmpty();
        assertThat(inbox.taken).isEmpty();
        assertThat(inbox.refused)
                .containsExactly(new RefusedPart(bob.identity(), "hello", RefusedPart.Reason.UNKNOWN_SENDER));
        invite.close();
    }

    /// What Alice does before she goes: a sealing key, so that things can be left for her, and a link.
    private InviteLink inviteAndLeave(int uses) {
        ClientLink link = connect(clients.client(alice, "phone"));
        get(new DiscoveryClient(link, alice, Clock.systemUTC()).publish(sealing.publicKey(), HOUR));
        String handedOver;
        try (InviteLink made = get(pairing(link, alice, trust).invite(url(), HOUR, uses, "friend"))) {
            handedOver = made.text();
        }
        get(link.close());
        return InviteLink.parse(handedOver, Instant.now());
    }

    /// A server that writes into its store whom it likes. It hasn't the invite's secret, so it signs with another.
    private void forge(Invite invite, SigningKey joiner) {
        Bytes challenge = Bytes.of(Randomness.bytes(32));
        byte[] own = PairingTranscripts.identity(challenge, alice.identity(), joiner.identity(), invite.id()).bytes();
        try (InviteSecret other = InviteSecret.generate()) {
            Bytes proof =
                    other.sign(PairingTranscripts.invite(challenge, alice.identity(), joiner.identity(), invite.id()));
            var claim =
                    new Pairing.Claim(
                            invite.id(),
                            alice.identity(),
                            joiner.identity(),
                            null,
                            challenge,
                            proof,
                            Bytes.of(joiner.sign(own)),
                            "forged");
            assertThat(get(pairings.redeem(claim))).isInstanceOf(Redemption.Paired.class);
        }
    }

    private Found find(ClientLink link, SigningKey key) {
        return get(new DiscoveryClient(link, key, Clock.systemUTC()).find(alice.publicKey()));
    }

    private void leave(ClientLink link, SigningKey key, Letter letter) {
        var toAlice = new Recipient(alice.identity(), find(link, key).sealingKey().orElseThrow().key());
        new SyncSender(link, key, Clock.systemUTC()).leaveAll(toAlice, List.of(letter)).block(SOON);
    }

    private static Letter letter(String id, String content) {
        return new Letter(id, content.getBytes(StandardCharsets.UTF_8));
    }

    private SyncReceiver receiver(ClientLink link) {
        Senders senders = Senders.of(trust, alice.publicKey(), pairing(link, alice, trust).catchUp());
        return new SyncReceiver(link, senders, SealingKeys.of(sealing), inbox);
    }

    private static PairingClient pairing(ClientLink link, SigningKey key, TrustStore trust) {
        return new PairingClient(link, key, trust, Clock.systemUTC());
    }

    private static void isBob(Peer peer, SigningKey bob) {
        assertThat(peer.key()).isEqualTo(bob.publicKey());
        assertThat(peer.role()).isEqualTo(Peer.Role.JOINER);
        assertThat(peer.trustLevel()).isEqualTo("friend");
    }

    private String url() {
        return "ws://127.0.0.1:" + port + "/";
    }
}
