package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.NO_LISTENER;
import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isClosed;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.crypto.Identity;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.e2e.Management.Visitor;
import one.commserver.protocol.CloseReason;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What an operator sees of clients of the ONE dialect, and does to them.
class OneOperationsIT {

    /// The most spares of a key.
    private static final int SPARES = 3;

    private static Management node;

    private final BoxKeyPair key = BoxKeyPair.generate();
    private final Identity identity = new Identity(Identity.Box.X25519, key.publicKey().value());
    private final String source = hex(BoxKeyPair.generate());

    @BeforeAll
    static void start() {
        node =
                Management.start(
                        "commserver.health.heartbeat-interval=500ms",
                        "commserver.health.connection-timeout=5s",
                        "commserver.limits.connections-per-identity=" + SPARES);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void listenersAndRequestersAreListedWithDialectAndKind() {
        try (var spare = waiting();
                var used = waiting();
                var requester = asking()) {
            isHandedOver(used, source, key);
            hears(used, requester, "ready");

            JsonNode all = node.json("/connections?dialect=one").path("activeConnections");
            assertThat(all).hasSize(3).allMatch(each -> each.path("dialect").asString().equals("one"));
            assertThat(node.json("/connections?kind=one_listener").path("activeConnections"))
                    .hasSize(2)
                    .allMatch(each -> each.path("identity").asString().equals(identity.toString()))
                    .allMatch(each -> each.path("currentState").asString().equals("ACTIVE"));
            JsonNode requesters = node.json("/connections?kind=one_requester").path("activeConnections");
            assertThat(requesters).hasSize(1);
            // it has proven nothing
            assertThat(requesters.get(0).path("identity").isNull()).isTrue();
            assertThat(node.json("/connections?dialect=native").path("activeConnections")).isEmpty();
            assertThat(node.json("/connections?identity=" + identity.wire()).path("activeConnections")).hasSize(2);
            assertThat(node.get("/connections", Visitor.OPERATOR).body()).doesNotContain(identity.wire(), source);
            assertThat(node.get("/connectionreport", Visitor.VIEWER).body()).contains(identity.toString());
            hears(requester, used, "and nobody was disturbed");
            assertThat(spare.within(Duration.ZERO)).isNull();
        }
        goneAll();
    }

    @Test
    void whatIsGoingOnWithAKeyIsExplained() {
        try (var spare = waiting();
                var used = waiting();
                var requester = asking()) {
            isHandedOver(used, source, key);
            hears(used, requester, "ready");

            Explained explained = Explained.at(node, identity);

            assertThat(explained.answer().path("identity").asString()).isEqualTo(identity.toString());
            assertThat(explained.answer().toString()).doesNotContain(identity.wire(), source);
            assertThat(explained.answer().path("slots")).hasSize(1);
            assertThat(explained.answer().path("slots").get(0).path("kind").asString()).isEqualTo("one_listener");
            assertThat(explained.found().path("connections"))
                    .hasSize(2)
                    .allMatch(link -> link.path("kind").asString().equals("one_listener"));
            assertThat(explained.texts("silent")).isEmpty();
            assertThat(explained.texts("unavailable")).isEmpty();
            assertThat(explained.verdict()).isNotEmpty();
            spare.leave();
        }
        goneAll();
        assertThat(Explained.at(node, identity).answer().path("slots")).isEmpty();
        assertThat(Explained.at(node, identity).verdict()).isNotEmpty();
    }

    @Test
    void whyARegistrationWasRefusedIsExplained() {
        try (var client = RawClient.dial(node.clients().from("127.0.0.2"))) {
            OneTalk.challenge(client, key);
            client.text(OneTalk.response(hex(OneTalk.bytes(104))));
            isClosed(client, "Close called: CYENC-SYMDEC: Decryption with symmetric key failed");
        }

        Explained explained = Explained.at(node, identity);

        JsonNode refusal = explained.found().path("refusedLogins").get(0);
        assertThat(refusal.path("code").asString()).isEqualTo("auth_signature");
        assertThat(refusal.path("proven").asBoolean(true)).isFalse();
        assertThat(refusal.path("address").asString()).isEqualTo("127.0.0.2");
        assertThat(explained.verdict().getLast())
                .contains(": auth_signature, before it was proven whose it was (from 127.0.0.2)");
        goneAll();
    }

    @Test
    void whoHasProvenItsKeyAndIsRefusedIsToldFromOthers() {
        var spares = Stream.generate(this::waiting).limit(SPARES).toList();
        try (var oneMore = RawClient.dial(node.clients())) {
            oneMore.text(OneTalk.response(hex(OneTalk.answer(key, OneTalk.challenge(oneMore, key)))));
            isClosed(oneMore, "Close called: Too many connections of this identity.");

            JsonNode refusals = Explained.at(node, identity).found().path("refusedLogins");

            assertThat(refusals).hasSize(1);
            assertThat(refusals.get(0).path("code").asString()).isEqualTo("limit_identity");
            assertThat(refusals.get(0).path("proven").asBoolean()).isTrue();
        }
        spares.forEach(RawClient::close);
        goneAll();
    }

    /// Whoever is cut while it waits or is handed over was let in before.
    @Test
    void whatGoesWrongBehindARegistrationIsNoRefusal() {
        try (var spare = waiting()) {
            spare.binary(new byte[8]);
            isClosed(spare, "Close called: Received message that is not a string message.");

            assertThat(Explained.at(node, identity).found().path("refusedLogins")).isEmpty();
        }
        goneAll();
    }

    @Test
    void theSparesOfAKeyAreEndedAndRelaysLeftAlone() {
        try (var one = waiting();
                var other = waiting();
                var used = waiting();
                var requester = asking();
                var stranger = RawClient.dial(node.clients())) {
            isHandedOver(used, source, key);
            hears(used, requester, "ready");
            BoxKeyPair another = BoxKeyPair.generate();
            OneTalk.wait(stranger, another);

            HttpResponse<String> answer =
                    node.send(Visitor.OPERATOR, node.request("/sessions/" + identity.wire()).DELETE());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode revoked = JsonMapper.shared().readTree(answer.body());
            assertThat(revoked.path("identity").asString()).isEqualTo(identity.toString());
            assertThat(revoked.path("sessions").asInt()).isEqualTo(2);
            assertThat(revoked.path("connections").asInt()).isEqualTo(2);
            List.of(one, other).forEach(each -> each.closed(CloseReason.ROUTE_STOPPED));
            isClosed(asking(), NO_LISTENER);
            hears(requester, used, "still");
            assertThat(stranger.within(Duration.ZERO)).isNull();
            try (var again = waiting()) {
                asking();
                isHandedOver(again, source, key);
            }
        }
        goneAll();
    }

    @Test
    void oneRelayIsEndedAndBothSidesHearIt() {
        try (var used = waiting();
                var requester = asking()) {
            isHandedOver(used, source, key);
            hears(used, requester, "ready");
            JsonNode listed = node.json("/connections?kind=one_requester");
            String path =
                    "/connections/"
                            + listed.path("node").asString()
                            + "/"
                            + listed.path("activeConnections").get(0).path("id").asString();

            assertThat(node.send(Visitor.OPERATOR, node.request(path).DELETE()).statusCode()).isEqualTo(204);

            requester.closed(CloseReason.ROUTE_STOPPED);
            isClosed(used, "");
        }
        goneAll();
    }

    /// One that is idle but there answers pings by itself; one whose socket is dead doesn't, and its peer learns of it.
    @Test
    void deadSocketsAreCutWithoutAWordOfTheOtherDialect() {
        try (var dead = waiting();
                var requester = asking();
                var registering = RawClient.dial(node.clients());
                var spare = RawClient.dial(node.clients())) {
            isHandedOver(dead, source, key);
            hears(dead, requester, "ready");
            BoxKeyPair another = BoxKeyPair.generate();
            OneTalk.wait(spare, another);
            OneTalk.challenge(registering, BoxKeyPair.generate());

            dead.fallSilent();
            registering.fallSilent();

            isClosed(dead, "Terminate called: Connection timed out");
            isClosed(requester, "");
            isClosed(registering, "Terminate called: Connection timed out");
            try (var next = RawClient.dial(node.clients())) {
                next.text(request(source, hex(another)));
                isHandedOver(spare, source, another);
            }
        }
        goneAll();
    }

    private RawClient waiting() {
        RawClient client = RawClient.dial(node.clients());
        OneTalk.wait(client, key);
        return client;
    }

    private RawClient asking() {
        RawClient client = RawClient.dial(node.clients());
        client.text(request(source, hex(key)));
        return client;
    }

    private static void goneAll() {
        await().atMost(RawClient.DEADLINE).until(() -> node.json("/connections").path("activeConnections").isEmpty());
    }
}
