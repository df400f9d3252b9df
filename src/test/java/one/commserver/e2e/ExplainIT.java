package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.crypto.Identity;
import one.commserver.e2e.Management.Visitor;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ConnectionMessage.HeartbeatAck;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.util.List;

/// What an operator reads of one identity at a single node.
class ExplainIT {

    private static Management node;
    private static String name;

    @BeforeAll
    static void start() {
        // whoever comes second to a slot is refused, however slow it is
        node = Management.start("commserver.limits.failed-authentications=3", "commserver.registry.slot-window=1m");
        name = node.json("/connections").path("node").asString();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void whoIsConnectedIsShownWithChannelsHealthAndSlot() {
        try (var control = RawClient.dial(node.clients()).login(Who.anybody().kind(ConnectionKind.CONTROL));
                var data = RawClient.dial(node.clients()).login(control.who().kind(ConnectionKind.DATA));
                var peer = RawClient.dial(node.clients()).login(Who.anybody())) {
            control.send(new Heartbeat("h", 12L, 3L, 4567L));
            control.message(HeartbeatAck.class);
            Joined pair = Joined.of(data, peer).settled();
            pair.say(new byte[] {1, 2, 3});

            Explained explained = Explained.at(node, control.identity());

            JsonNode answer = explained.answer();
            assertThat(answer.path("identity").asString()).isEqualTo(control.identity().toString());
            assertThat(answer.toString())
                    .doesNotContain(control.identity().wire(), peer.identity().wire(), control.token());
            assertThat(answer.path("slots")).hasSize(2);
            assertThat(answer.path("slots").get(0).path("epoch").asLong()).isPositive();
            assertThat(answer.path("slots").get(0).path("node").asString()).isEqualTo(name);
            assertThat(answer.path("pairings").asInt(-1)).isZero();
            assertThat(answer.path("mailbox").path("elements").asInt(-1)).isZero();
            assertThat(explained.texts("silent")).isEmpty();
            assertThat(explained.texts("unavailable")).isEmpty();
            JsonNode link = find(explained.found().path("connections"), "kind", "control");
            assertThat(link.path("state").asString()).isEqualTo("ACTIVE");
            assertThat(link.path("address").asString()).isEqualTo("127.0.0.1");
            assertThat(link.path("reported").path("rtt").asInt()).isEqualTo(12);
            assertThat(link.path("reported").path("reconnects").asInt()).isEqualTo(3);
            assertThat(link.path("reported").path("queuedBytes").asInt()).isEqualTo(4567);
            assertThat(link.path("queuedBytes").isNumber()).isTrue();
            JsonNode channel = find(explained.found().path("sessions"), "kind", "data").path("channels").get(0);
            assertThat(channel.path("state").asString()).isEqualTo("open");
            assertThat(channel.path("peer").asString()).isEqualTo(peer.identity().toString());
            assertThat(channel.path("credit").asLong()).isBetween(1L, Joined.WINDOW - 3);
            assertThat(channel.path("peerCredit").asLong()).isEqualTo(Joined.WINDOW);
            assertThat(explained.verdict()).hasSize(2).allMatch(line -> line.startsWith("Connected at " + name));
        }
    }

    @Test
    void whoIsGoneIsRememberedWithItsSession() {
        var client = RawClient.dial(node.clients()).login(Who.anybody());
        Identity identity = client.identity();
        client.cut();

        await().atMost(RawClient.DEADLINE)
                .untilAsserted(() -> {
                    Explained explained = Explained.at(node, identity);
                    assertThat(explained.verdict()).first().isEqualTo("Not connected.");
                    assertThat(explained.verdict())
                            .anyMatch(line -> line.startsWith("Sessions that wait for their client: 1"));
                    JsonNode events = explained.found().path("events");
                    assertThat(events.get(0).path("what").asString()).isEqualTo("closed");
                    assertThat(events.get(1).path("what").asString()).isEqualTo("connected");
                    assertThat(explained.found().path("errors").get(0).path("text").asString())
                            .startsWith("connection broken");
                    assertThat(explained.answer().path("slots").get(0).path("resumableMs").asLong()).isPositive();
                });
    }

    @Test
    void whyALoginWasRefusedIsSaid() {
        Who who = Who.anybody();
        Explained.pretends(node.clients().from("127.0.0.2"), who);

        Explained explained = Explained.at(node, who.key().identity());

        assertThat(explained.verdict()).hasSize(2).first().isEqualTo("Not connected.");
        assertThat(explained.verdict().getLast())
                .matches(
                        "Somebody who said to be it was refused \\d+ s ago at "
                                + name
                                + ": auth_signature, before it was proven whose it was \\(from 127\\.0\\.0\\.2\\)\\.");
        JsonNode refusal = explained.found().path("refusedLogins").get(0);
        assertThat(refusal.path("code").asString()).isEqualTo("auth_signature");
        assertThat(refusal.path("proven").asBoolean(true)).isFalse();
        assertThat(refusal.path("address").asString()).isEqualTo("127.0.0.2");
    }

    @Test
    void whoHasProvenItselfAndIsRefusedIsToldFromOthers() {
        Who who = Who.anybody();
        try (var first = RawClient.dial(node.clients()).login(who);
                var second = RawClient.dial(node.clients())) {
            // it is written down that the first one is in
            first.isQuiet();
            var login = new Login(second, who);
            login.auth();
            login.respond(login.challenge());
            second.refused(ErrorCode.DUPLICATE_CONNECTION, CloseReason.DUPLICATE);

            Explained explained = Explained.at(node, first.identity());

            JsonNode refusal = explained.found().path("refusedLogins").get(0);
            assertThat(refusal.path("code").asString()).isEqualTo("duplicate_connection");
            assertThat(refusal.path("proven").asBoolean()).isTrue();
            assertThat(explained.verdict().getLast()).endsWith(": duplicate_connection.");
        }
    }

    @Test
    void whoseAddressIsHeldUpIsSaid() {
        Who who = Who.anybody();
        for (int i = 0; i < 3; i++) {
            Explained.pretends(node.clients().from("127.0.0.3"), who);
        }

        Explained explained = Explained.at(node, who.key().identity());

        JsonNode limit = explained.found().path("limits").get(0);
        assertThat(limit.path("name").asString()).isEqualTo("failed-authentications");
        assertThat(limit.path("of").asString()).isEqualTo("127.0.0.3");
        assertThat(limit.path("left").asLong()).isBetween(1L, 60_000L);
        assertThat(explained.verdict())
                .anyMatch(line ->
                        line.matches(
                                "The address 127\\.0\\.0\\.3, where somebody said to be it, is rate limited at "
                                        + name
                                        + " for \\d+ s: failed-authentications\\."));
    }

    @Test
    void anUnknownIdentityIsAnsweredInTheSameShape() {
        Explained unknown = Explained.at(node, Who.anybody().key().identity());
        try (var client = RawClient.dial(node.clients()).login(Who.anybody())) {
            Explained known = Explained.at(node, client.identity());

            assertThat(unknown.answer().propertyNames()).isEqualTo(known.answer().propertyNames());
            assertThat(unknown.found().propertyNames()).isEqualTo(known.found().propertyNames());
        }
        assertThat(unknown.verdict())
                .containsExactly("Not connected, and no node remembers that it was, or that it tried.");
        assertThat(unknown.answer().path("slots").isArray()).isTrue();
        assertThat(unknown.answer().path("slots")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519:AbCdEfGh", "AbCdEfGh", "ed25519:", "x", "rsa:AbCdEfGh"})
    void onlyAWholeIdentityIsLookedFor(String part) {
        HttpResponse<String> answer = node.get("/explain/" + part, Visitor.VIEWER);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("a whole one").doesNotContain(part + "\"");
    }

    @Test
    void aViewerMayAskAndNobodyElse() {
        for (String path : List.of("/explain/" + Who.anybody().key().identity().wire(), "/nodes")) {
            assertThat(node.get(path, Visitor.ANONYMOUS).statusCode()).isEqualTo(401);
            // who asks right behind somebody else may be told to ask again
            for (Visitor visitor : List.of(Visitor.VIEWER, Visitor.OPERATOR)) {
                await().atMost(RawClient.DEADLINE).until(() -> node.get(path, visitor).statusCode() == 200);
            }
        }
        assertThat(node.get("/explain", Visitor.VIEWER).statusCode()).isEqualTo(404);
    }

    @Test
    void aSingleNodeListsItself() {
        JsonNode answer = node.json("/nodes");

        assertThat(answer.path("asked").asString()).isEqualTo(name);
        assertThat(answer.path("unavailable").asBoolean(true)).isFalse();
        assertThat(answer.path("nodes")).hasSize(1);
        JsonNode self = answer.path("nodes").get(0);
        assertThat(self.path("node").asString()).isEqualTo(name);
        assertThat(self.path("silent").asBoolean(true)).isFalse();
        assertThat(self.path("ready").asBoolean()).isTrue();
        assertThat(self.path("draining").asBoolean(true)).isFalse();
        assertThat(self.path("startedAt").asString()).startsWith("20");
    }

    private static JsonNode find(JsonNode list, String field, String value) {
        for (JsonNode each : list) {
            if (each.path(field).asString().equals(value)) {
                return each;
            }
        }
        throw new AssertionError(field + " " + value + " is not in " + list);
    }
}
