package one.commserver.e2e;

import static one.commserver.e2e.Finding.RELAY;
import static one.commserver.e2e.Finding.SOCKET;
import static one.commserver.e2e.Finding.announce;
import static one.commserver.e2e.Finding.announced;
import static one.commserver.e2e.Finding.answer;
import static one.commserver.e2e.Finding.awaitFound;
import static one.commserver.e2e.Finding.find;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.DiscoveryMessage.Announce;
import one.commserver.protocol.DiscoveryMessage.Announced;
import one.commserver.protocol.DiscoveryMessage.Discover;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.Endpoints;
import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribe;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.PairingMessage.InviteRevoke;
import one.commserver.protocol.PairingMessage.InviteRevoked;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairRevoke;
import one.commserver.protocol.PairingMessage.PairRevoked;
import one.commserver.protocol.invite.PairingTranscripts;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Chapter 6, announcing and finding: peers find each other, and nobody else finds anybody.
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
    void aStrangerCannotTellWhoThereIs() {
        RawClient stranger = SERVER.join();
        RawClient online = announced(SERVER.join(), RELAY);
        RawClient offline = SERVER.join();
        RawClient parted = Invitation.guest(stranger, announced(SERVER.join(), RELAY));
        SealingKeys.published(online);
        SealingKeys.published(parted);
        parted.send(new PairRevoke("v", stranger.identity()));
        parted.message(PairRevoked.class);
        stranger.message(PairRevoked.class);
        RawClient gone = announced(SERVER.join(), RELAY);
        gone.leave();
        questions();

        String unknown = answer(stranger, Who.anybody().key().identity());
        List<String> calls = questions();

        assertThat(unknown)
                .isEqualTo(
                        "{\"type\":\"endpoints\",\"ref\":\"d\",\"identity\":\"NAME\",\"online\":false,\"endpoints\":[]}");
        for (Identity identity : List.of(online.identity(), offline.identity(), parted.identity(), gone.identity())) {
            assertThat(answer(stranger, identity)).isEqualTo(unknown);
            assertThat(questions()).isEqualTo(calls);
        }
        assertThat(calls).containsExactly("Pairings.arePaired");
    }

    /// Times are no matter of a test: the machine decides about them. They are written to
    /// `target/reports/discovery-timings.md` for whoever wants to look.
    @Test
    void howLongAnswersTakeIsReported() throws Exception {
        RawClient stranger = SERVER.join();
        RawClient parted = Invitation.guest(stranger, announced(SERVER.join(), RELAY));
        parted.send(new PairRevoke("v", stranger.identity()));
        parted.message(PairRevoked.class);
        stranger.message(PairRevoked.class);
        Map<String, Identity> asked = new LinkedHashMap<>();
        asked.put("unknown", Who.anybody().key().identity());
        asked.put("unpaired", announced(SERVER.join(), RELAY).identity());
        asked.put("revoked", parted.identity());
        Map<String, Histogram> nanos = new LinkedHashMap<>();
        asked.keySet().forEach(who -> nanos.put(who, new Histogram(3)));
        for (int round = 0; round < 300; round++) {
            asked.forEach((who, identity) -> {
                long start = System.nanoTime();
                answer(stranger, identity);
                nanos.get(who).recordValue(System.nanoTime() - start);
            });
        }

        var report = new StringBuilder("| asked for | p10, µs | p50, µs | p90, µs |\n| --- | --- | --- | --- |\n");
        nanos.forEach((who, all) ->
                report.append(
                        "| %s | %d | %d | %d |%n"
                                .formatted(
                                        who,
                                        all.getValueAtPercentile(10) / 1000,
                                        all.getValueAtPercentile(50) / 1000,
                                        all.getValueAtPercentile(90) / 1000)));
        Path file = Path.of("target", "reports", "discovery-timings.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, report);
        assertThat(nanos.values()).allMatch(all -> all.getTotalCount() == 300);
    }

    @Test
    void theHolderOfAnInviteFindsTheRelayAndNothingElse() {
        RawClient inviter = announced(SERVER.join(), SOCKET, RELAY);
        SealingKeys.published(inviter);
        Invitation invitation = Invitation.of(inviter, 2);
        RawClient holder = SERVER.join();

        assertThat(found(invitation, holder, proof(invitation, holder.identity())))
                .isEqualTo(new Endpoints("i", inviter.identity(), false, List.of(FOUND_RELAY), null));
        // on the connection that is for it, too
        RawClient brief = SERVER.join(holder.who().kind(ConnectionKind.DISCOVERY));
        assertThat(found(invitation, brief, proof(invitation, holder.identity())).endpoints()).hasSize(1);

        invitation.join(holder);
        inviter.message(PairNotice.class);
        assertThat(find(holder, inviter.identity()).endpoints()).hasSize(2);
    }

    @Test
    void anInviteThatDoesNotCountFindsNobody() {
        RawClient inviter = announced(SERVER.join(), RELAY);
        RawClient holder = SERVER.join();
        Invitation good = Invitation.of(inviter, 1);
        Invitation revoked = Invitation.of(inviter, 1);
        inviter.send(new InviteRevoke("r", revoked.id()));
        inviter.message(InviteRevoked.class);
        Invitation usedUp = Invitation.of(inviter, 1);
        usedUp.join(SERVER.join());
        inviter.message(PairNotice.class);
        Invitation never = Invitation.unregistered(inviter.who(), 1, Instant.now().plusSeconds(60));
        Endpoints nobody = new Endpoints("i", inviter.identity(), false, List.of(), null);
        Identity self = holder.identity();

        assertThat(found(revoked, holder, proof(revoked, self))).isEqualTo(nobody);
        assertThat(found(usedUp, holder, proof(usedUp, self))).isEqualTo(nobody);
        assertThat(found(never, holder, proof(never, self))).isEqualTo(nobody);
        assertThat(found(good, holder, Bytes.of(new byte[64]))).isEqualTo(nobody);
        assertThat(found(good, holder, proof(good, SERVER.join().identity()))).isEqualTo(nobody);
        // a signature for a channel is none for this
        Transcript opening = PairingTranscripts.opening(good.id(), inviter.identity(), self);
        assertThat(found(good, holder, good.secret().sign(opening))).isEqualTo(nobody);
        // somebody else's invite
        Invitation others = Invitation.of(SERVER.join(), 1);
        holder.send(new Discover("i", inviter.identity(), others.id(), proof(others, self)));
        assertThat(holder.message(Endpoints.class)).isEqualTo(nobody);
        holder.text(
                "{\"type\":\"discover\",\"identity\":\""
                        + inviter.identity().wire()
                        + "\",\"invite\":\""
                        + good.id().toBase64Url()
                        + "\"}");
        holder.error(ErrorCode.INVALID_MESSAGE);
        assertThat(found(good, holder, proof(good, self)).endpoints()).hasSize(1);
    }

    @Test
    void whoCrawlsIsThrottledAndItsPeersAreStillFound() {
        RawClient crawler = CURT.connect(CURT.dial().from("127.0.0.71")).login(Who.anybody());
        RawClient peer = announced(CURT.join(), RELAY);
        Invitation.guest(peer, crawler);
        for (int i = 0; i < Servers.CURT_QUESTIONS; i++) {
            find(crawler, Who.anybody().key().identity());
        }

        for (int i = 0; i < 50; i++) {
            crawler.send(new Discover("c", Who.anybody().key().identity(), null, null));
            var error = crawler.error(ErrorCode.DISCOVER_THROTTLED);
            assertThat(error.ref()).isEqualTo("c");
            assertThat(error.retryAfterMs()).isPositive();
        }

        for (int i = 0; i < 20; i++) {
            assertThat(find(crawler, peer.identity()).endpoints()).hasSize(1);
            assertThat(find(crawler, crawler.identity()).online()).isFalse();
        }
        // neither another connection nor another kind helps, and a neighbour isn't concerned
        RawClient brief =
                CURT.connect(CURT.dial().from("127.0.0.72")).login(crawler.who().kind(ConnectionKind.DISCOVERY));
        brief.send(new Discover("c", Who.anybody().key().identity(), null, null));
        brief.error(ErrorCode.DISCOVER_THROTTLED);
        find(CURT.connect(CURT.dial().from("127.0.0.71")).login(Who.anybody()), crawler.identity());
    }

    @Test
    void manyIdentitiesOfOneAddressAreThrottledTogether() {
        int asked = 0;
        String answer = "";
        while (!answer.contains("\"discover_throttled\"")) {
            RawClient crawler = CURT.connect(CURT.dial().from("127.0.0.73")).login(Who.anybody());
            answer = answer(crawler, Who.anybody().key().identity());
            assertThat(++asked).isLessThan(100);
        }

        assertThat(asked).isGreaterThan(Servers.CURT_QUESTIONS_PER_ADDRESS);
        find(CURT.connect(CURT.dial().from("127.0.0.74")).login(Who.anybody()), Who.anybody().key().identity());
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

    /// What the stores were asked; that somebody has gone is noticed at any moment.
    private static List<String> questions() {
        return SERVER.calls().taken().stream()
                .filter(call -> !call.endsWith(".lost") && !call.endsWith(".end"))
                .toList();
    }

    private static Endpoints found(Invitation invitation, RawClient holder, Bytes proof) {
        holder.send(new Discover("i", invitation.inviter(), invitation.id(), proof));
        return holder.message(Endpoints.class);
    }

    private static Bytes proof(Invitation invitation, Identity asker) {
        return invitation.secret().sign(PairingTranscripts.discovery(invitation.id(), invitation.inviter(), asker));
    }
}
