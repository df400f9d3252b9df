package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;
import static one.commserver.client.ClientFixture.listening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.pairing.CatchUp;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;
import one.commserver.client.pairing.PairingEvent;
import one.commserver.client.pairing.PairingException;
import one.commserver.client.pairing.Peer;
import one.commserver.client.pairing.TrustStore;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.SpringBootTest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Two clients become peers through the real server.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class PairingClientIT extends ServerFixture {

    private static final Duration HOUR = Duration.ofHours(1);

    /// One device of somebody.
    private record Device(SigningKey key, ClientLink link, TrustStore trust, PairingClient pairing) {

        BlockingQueue<PairingEvent> events() {
            var events = new LinkedBlockingQueue<PairingEvent>();
            pairing.events().subscribe(events::add);
            return events;
        }
    }

    @ParameterizedTest
    @EnumSource(SignatureAlgorithm.class)
    void aLinkMakesTwoPeers(SignatureAlgorithm algorithm) throws Exception {
        Device alice = device(SigningKey.generate(algorithm), "phone");
        Device bob = device(SigningKey.generate(algorithm), "phone");
        var events = alice.events();
        String handedOver = get(alice.pairing().invite(url(), HOUR, 1, "friend")).text();

        Peer inviter;
        try (InviteLink link = InviteLink.parse(handedOver, Instant.now())) {
            assertThat(link.invite().server()).isEqualTo(url());
            inviter = get(bob.pairing().pair(link));
            assertThat(get(bob.pairing().pair(link))).isEqualTo(inviter);
        }

        assertThat(inviter.identity()).isEqualTo(alice.key().identity());
        assertThat(inviter.role()).isEqualTo(Peer.Role.INVITER);
        assertThat(events.poll(SOON.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        PairingEvent.PeerAdded.class,
                        added -> {
                            assertThat(added.peer().identity()).isEqualTo(bob.key().identity());
                            assertThat(added.peer().role()).isEqualTo(Peer.Role.JOINER);
                            assertThat(added.peer().trustLevel()).isEqualTo("friend");
                            assertThat(added.peer().connectionId()).isEqualTo(inviter.connectionId());
                        });
        assertThat(get(alice.trust().find(bob.key().identity()))).isNotNull();
        assertThat(get(bob.trust().find(alice.key().identity()))).isEqualTo(inviter);
    }

    @Test
    void whoWasAwayCatchesUpOnEachOfItsDevices() {
        Device alice = device(key(), "phone");
        InviteLink link = get(alice.pairing().invite(url(), HOUR, 60, "friend"));
        get(alice.link().close());
        for (int i = 0; i < 55; i++) {
            get(device(key(), "phone").pairing().pair(link));
        }
        Device bob = device(key(), "phone");
        get(bob.pairing().pair(link));

        CatchUp phone = get(device(alice.key(), "phone").pairing().catchUp());
        Device tablet = device(alice.key(), "tablet");
        CatchUp first = get(tablet.pairing().catchUp());
        CatchUp again = get(tablet.pairing().catchUp());
        CatchUp bobsTablet = get(device(bob.key(), "tablet").pairing().catchUp());

        assertThat(phone.added()).hasSize(56).isEqualTo(first.added());
        assertThat(phone.refused()).isEmpty();
        assertThat(again).isEqualTo(new CatchUp(java.util.List.of(), java.util.List.of(), java.util.List.of()));
        assertThat(bobsTablet.added().stream().map(Peer::identity)).containsExactly(alice.key().identity());
        link.close();
    }

    @Test
    void theHolderOfALinkCallsBeforeThePairing() {
        SigningKey inviter = key();
        ClientLink listens = listening(clients.client(inviter, "phone"), IncomingOffer::accept);
        Device alice = new Device(inviter, listens, new InMemoryTrustStore(100), pairing(listens, inviter));
        Device bob = device(key(), "phone");
        InviteLink link = get(alice.pairing().invite(url(), HOUR, 1, "friend"));

        assertThatThrownBy(() -> get(bob.link().openChannel(inviter.identity())))
                .satisfies(failure -> refused(failure, ErrorCode.PEER_UNREACHABLE));
        Channel channel = get(bob.pairing().call(link));
        get(bob.pairing().pair(link));

        assertThat(channel.peer()).isEqualTo(inviter.identity());
        assertThat(get(bob.link().openChannel(inviter.identity())).peer()).isEqualTo(inviter.identity());
        link.close();
    }

    @Test
    void invitesAreListedAndRevoked() {
        Device alice = device(key(), "phone");
        InviteLink link = get(alice.pairing().invite(url(), HOUR, 1, "friend"));
        InviteLink other = get(alice.pairing().invite(url(), HOUR, 2, "friend"));
        assertThat(alice.pairing().invites().collectList().block(SOON)).containsExactly(link.invite(), other.invite());

        alice.pairing().revokeInvite(link.invite().id()).block(SOON);

        assertThat(alice.pairing().invites().collectList().block(SOON)).containsExactly(other.invite());
        assertThatThrownBy(() -> get(device(key(), "phone").pairing().pair(link)))
                .satisfies(failure -> refused(failure, ErrorCode.INVITE_REVOKED));
    }

    @Test
    void aPairingEndsForBoth() throws Exception {
        Device alice = device(key(), "phone");
        Device bob = device(key(), "phone");
        InviteLink link = get(alice.pairing().invite(url(), HOUR, 5, "friend"));
        get(bob.pairing().pair(link));
        get(alice.pairing().catchUp());
        var events = bob.events();

        alice.pairing().unpair(bob.key().identity()).block(SOON);

        assertThat(alice.trust().peers().collectList().block(SOON)).isEmpty();
        assertThat(events.poll(SOON.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(new PairingEvent.Revoked(alice.key().identity()));
        assertThat(get(bob.pairing().catchUp()).missing().stream().map(Peer::identity))
                .containsExactly(alice.key().identity());
        assertThatThrownBy(() -> get(bob.link().openChannel(alice.key().identity())))
                .satisfies(failure -> refused(failure, ErrorCode.PEER_UNREACHABLE));
    }

    @Test
    void onesOwnInviteIsRefusedWithoutTheServer() {
        Device alice = device(key(), "phone");
        InviteLink link = get(alice.pairing().invite(url(), HOUR, 1, "friend"));

        assertThatThrownBy(() -> get(alice.pairing().pair(link)))
                .isInstanceOfSatisfying(
                        PairingException.class,
                        wrong -> assertThat(wrong.reason()).isEqualTo(PairingException.Reason.OWN));
    }

    private Device device(SigningKey key, String instance) {
        ClientLink link = connect(clients.client(key, instance));
        var trust = new InMemoryTrustStore(1000);
        return new Device(key, link, trust, new PairingClient(link, key, trust, Clock.systemUTC()));
    }

    private static PairingClient pairing(ClientLink link, SigningKey key) {
        return new PairingClient(link, key, new InMemoryTrustStore(100), Clock.systemUTC());
    }

    private String url() {
        return "ws://127.0.0.1:" + port + "/";
    }

    private static void refused(Throwable failure, ErrorCode code) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        ClientException.RequestRefused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(code.wireName()));
    }
}
