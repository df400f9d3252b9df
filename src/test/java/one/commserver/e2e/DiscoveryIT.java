package one.commserver.e2e;

import static one.commserver.e2e.Finding.RELAY;
import static one.commserver.e2e.Finding.SOCKET;
import static one.commserver.e2e.Finding.announce;
import static one.commserver.e2e.Finding.announced;
import static one.commserver.e2e.Finding.answer;
import static one.commserver.e2e.Finding.awaitFound;
import static one.commserver.e2e.Finding.find;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.DiscoveryMessage.Announce;
import one.commserver.protocol.DiscoveryMessage.Announced;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.Endpoints;
import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribe;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Chapter 6, announcing and finding: peers find each other.
class DiscoveryIT {
    @RegisterExtension static final Server SERVER = Servers.FINDING;

    @RegisterExtension static final Server CURT = Servers.CURT;

    private static final FoundEndpoint FOUND_RELAY = new FoundEndpoint("phone", Transport.RELAY, RELAY.address(), null);

    @Test
    void peersFindEachOtherAndThemselves() {
        RawClient alice = announced(SERVER.join(), SOCKET, RELAY);
        RawClient bob = Invitation.guest(alice, SERVER.join());

        Endpoints found = find(bob, alice.identity());

        assertThat(found.online()).isTrue();
        assertThat(found.sealingKey()).isNull();
        assertThat(found.endpoints())
                .containsExactlyInAnyOrder(
                        FOUND_RELAY,
                        new FoundEndpoint("phone", Transport.WEBSOCKET, SOCKET.address(), SOCKET.priority()));
        assertThat(find(alice, alice.identity())).isEqualTo(found);
        assertThat(find(alice, bob.identity()).online()).isFalse();
    }

    @Test
    void allConnectedDevicesAreFound() {
        RawClient phone = announced(SERVER.join(), RELAY);
        RawClient tablet = announced(SERVER.join(phone.who().instance("tablet")), RELAY);
        announced(SERVER.join(tablet.who().kind(ConnectionKind.CONTROL)), RELAY);

        // both connections of the tablet say the same
        assertThat(find(phone, phone.identity()).endpoints())
                .containsExactlyInAnyOrder(
                        FOUND_RELAY, new FoundEndpoint("tablet", Transport.RELAY, RELAY.address(), null));
    }

    @Test
    void theNextAnnouncementReplacesTheLastAndNoneWithdrawsIt() {
        RawClient alice = announced(SERVER.join(), RELAY);

        announced(alice, SOCKET);
        assertThat(find(alice, alice.identity()).endpoints()).hasSize(1).doesNotContain(FOUND_RELAY);

        announced(alice);
        Endpoints found = find(alice, alice.identity());
        assertThat(found).isEqualTo(new Endpoints("d", alice.identity(), false, List.of(), null));
    }

    @Test
    void anAnnouncementExpiresUnlessItIsRenewed() {
        RawClient alice = SERVER.join();
        RawClient bob = SERVER.join();
        Instant expires = announce(alice, 1, RELAY);
        announce(bob, 1, RELAY);

        announce(bob, 3600, RELAY);

        assertThat(expires).isBefore(Instant.now().plusSeconds(1).plusMillis(1));
        Endpoints gone = awaitFound(alice, alice.identity(), found -> !found.online());
        assertThat(gone.endpoints()).isEmpty();
        assertThat(Instant.now()).isAfterOrEqualTo(expires);
        assertThat(find(bob, bob.identity()).endpoints()).containsExactly(FOUND_RELAY);
    }

    @Test
    void theServerLimitsHowLong() {
        Instant before = Instant.now();
        Instant expires = announce(CURT.join(), 86_400, RELAY);

        assertThat(expires).isBetween(before.plusSeconds(89), Instant.now().plusSeconds(90));
    }

    @Test
    void whoClosesInOrderIsGoneAtOnce() {
        RawClient alice = announced(SERVER.join(), RELAY);
        RawClient bob = Invitation.guest(alice, SERVER.join());

        alice.leave();

        Endpoints found = awaitFound(bob, alice.identity(), now -> !now.online());
        assertThat(found.endpoints()).isEmpty();
    }

    @Test
    void whoIsLostIsHiddenUntilItAnnouncesAgain() {
        RawClient alice = announced(SERVER.join(), RELAY);
        RawClient bob = Invitation.guest(alice, SERVER.join());
        alice.cut();
        Endpoints hidden = awaitFound(bob, alice.identity(), found -> found.endpoints().isEmpty());
        assertThat(hidden.online()).isTrue();

        RawClient again = SERVER.join(alice.who().session(alice.token()));
        assertThat(again.hello().resumed()).isTrue();
        assertThat(find(bob, alice.identity()).endpoints()).isEmpty();
        announced(again, SOCKET);

        assertThat(find(bob, alice.identity()).endpoints()).hasSize(1);
    }

    @Test
    void aNewSessionHasAnnouncedNothing() {
        RawClient alice = announced(SERVER.join(), RELAY);

        RawClient other = SERVER.join(alice.who());

        Endpoints found = awaitFound(other, alice.identity(), now -> !now.online());
        assertThat(found.endpoints()).isEmpty();
    }

    @Test
    void whatNobodyElseCanReachIsNotAnnounced() {
        RawClient alice = announced(SERVER.join(), RELAY);

        for (String address : List.of("wss://127.0.0.1/", "wss://192.168.0.1/", "ws://relay.example/", "nonsense")) {
            alice.send(new Announce("w", List.of(SOCKET, new Endpoint(Transport.WEBSOCKET, address, null)), 60));
            assertThat(alice.error(ErrorCode.ENDPOINT_INVALID).ref()).isEqualTo("w");
        }

        assertThat(find(alice, alice.identity()).endpoints()).containsExactly(FOUND_RELAY);
        // the server itself may be named
        announced(alice, new Endpoint(Transport.RELAY, "ws://localhost:8080/", null));
        for (String wrong :
                List.of(
                        "\"ttl\":0,\"endpoints\":[]",
                        "\"ttl\":86401,\"endpoints\":[]",
                        "\"ttl\":60",
                        "\"ttl\":60,\"endpoints\":[{\"transport\":\"mail\",\"address\":\"a\"}]",
                        "\"ttl\":60,\"endpoints\":[{\"transport\":\"ble\",\"address\":\"a\",\"priority\":256}]",
                        "\"ttl\":60,\"endpoints\":["
                                + "{\"transport\":\"ble\",\"address\":\"a\"},".repeat(8)
                                + "{\"transport\":\"ble\",\"address\":\"a\"}]")) {
            alice.text("{\"type\":\"announce\",\"ref\":\"w\"," + wrong + "}");
            alice.error(ErrorCode.INVALID_MESSAGE);
        }
    }

    @Test
    void aDiscoveryConnectionStandsBesideFullSlots() {
        RawClient phone = announced(CURT.join(), RELAY);
        RawClient tablet = CURT.join(phone.who().instance("tablet"));
        RawClient watch = CURT.connect();
        Login third = new Login(watch, phone.who().instance("watch"));
        third.auth();
        third.respond(third.challenge());
        watch.refused(ErrorCode.LIMIT_IDENTITY, CloseReason.TRY_AGAIN_LATER);

        List<RawClient> brief = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            brief.add(CURT.join(phone.who().instance("watch").kind(ConnectionKind.DISCOVERY)));
        }

        brief.forEach(client -> assertThat(find(client, phone.identity()).endpoints()).hasSize(1));
        phone.isQuiet();
        tablet.isQuiet();
        brief.forEach(client -> client.closed(CloseReason.NORMAL));
        phone.isQuiet();
        assertThat(find(tablet, phone.identity()).endpoints()).hasSize(1);
    }

    @Test
    void aDiscoveryConnectionIsForQuestionsOnly() {
        Who who = Who.anybody().kind(ConnectionKind.DISCOVERY);
        RawClient announcer = SERVER.join(who);
        announcer.send(new Announce("n", List.of(), 60));
        assertThat(announcer.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR).ref()).isEqualTo("n");
        RawClient watcher = SERVER.join(who);
        watcher.send(new PresenceSubscribe("s"));
        watcher.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);
        RawClient publisher = SERVER.join(who);
        publisher.send(SealingKeys.of(publisher, Duration.ofDays(1)));
        publisher.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void aFullDirectoryRefusesAndGivesItsRoomBack() {
        Endpoint[] large = new Endpoint[8];
        for (int i = 0; i < large.length; i++) {
            large[i] = new Endpoint(Transport.RELAY, "wss://relay.example/" + i + "x".repeat(230), null);
        }
        RawClient before = announced(CURT.join(), RELAY);
        List<RawClient> all = new ArrayList<>();
        String answer = "";
        while (!answer.contains("\"limit_discovery\"")) {
            assertThat(all).hasSizeLessThan(1000);
            RawClient next = CURT.join();
            all.add(next);
            next.send(new Announce("f", List.of(large), 60));
            answer = next.nextText();
        }

        assertThat(find(before, before.identity()).endpoints()).containsExactly(FOUND_RELAY);
        announced(before, SOCKET);
        all.removeFirst().leave();
        RawClient last = all.getLast();
        Instant deadline = Instant.now().plus(RawClient.DEADLINE);
        do {
            assertThat(Instant.now()).isBefore(deadline);
            last.send(new Announce("f", List.of(large), 60));
        } while (!(RawClient.CODEC.decodeServer(last.nextText()) instanceof Announced));
        all.forEach(RawClient::leave);
    }
}
