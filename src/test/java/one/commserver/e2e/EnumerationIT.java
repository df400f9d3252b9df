package one.commserver.e2e;

import static one.commserver.e2e.Finding.RELAY;
import static one.commserver.e2e.Finding.SOCKET;
import static one.commserver.e2e.Finding.announced;
import static one.commserver.e2e.Finding.answer;
import static one.commserver.e2e.Finding.find;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.DiscoveryMessage.Discover;
import one.commserver.protocol.DiscoveryMessage.Endpoints;
import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.PairingMessage.InviteRevoke;
import one.commserver.protocol.PairingMessage.InviteRevoked;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairRevoke;
import one.commserver.protocol.PairingMessage.PairRevoked;
import one.commserver.protocol.invite.PairingTranscripts;
import one.commserver.testing.Reports;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Chapter 6, finding: nobody learns who there is but by being a peer, or by an invite that counts.
class EnumerationIT {
    @RegisterExtension static final Server SERVER = Servers.FINDING;

    @RegisterExtension static final Server CURT = Servers.CURT;

    private static final FoundEndpoint FOUND_RELAY = new FoundEndpoint("phone", Transport.RELAY, RELAY.address(), null);

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
    void howLongAnswersTakeIsReported() {
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
        Reports.write("discovery-timings.md", report);
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

    /// What the stores were asked; that somebody has gone is noticed at any moment, and isn't counted.
    private static List<String> questions() {
        return SERVER.calls().taken().stream()
                .filter(call ->
                        !Set.of("lost", "end", "sessionsOutliveTheirNode", "nodes")
                                .contains(call.replaceAll(".*\\.", "")))
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
