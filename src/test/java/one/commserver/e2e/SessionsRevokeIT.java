package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.e2e.Management.Visitor;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpResponse;
import java.util.List;

/// An operator ends the sessions of an identity at a single node.
class SessionsRevokeIT {

    private Management node;
    private AuditLog log;

    @BeforeEach
    void start() {
        node = Management.start();
        log = AuditLog.open(node);
    }

    @AfterEach
    void stop() {
        log.close();
        node.close();
    }

    @Test
    void connectionsAreClosedSessionsForgottenAndOthersLeftAlone() {
        Who who = Who.anybody();
        try (var data = RawClient.dial(node.clients()).login(who);
                var control = RawClient.dial(node.clients()).login(who.kind(ConnectionKind.CONTROL));
                var discovery = RawClient.dial(node.clients()).login(who.kind(ConnectionKind.DISCOVERY));
                var away = RawClient.dial(node.clients()).login(who.instance("tablet"));
                var peer = RawClient.dial(node.clients()).login(Who.anybody());
                var other = RawClient.dial(node.clients()).login(Who.anybody())) {
            Joined open = Joined.of(data, peer).settled();
            Joined broken = Joined.of(away, peer).settled();
            away.cut();
            assertThat(peer.message(ChannelInterrupted.class).channel()).isEqualTo(broken.there());
            assertThat(delete(data.identity(), Visitor.ANONYMOUS).statusCode()).isEqualTo(401);
            assertThat(delete(data.identity(), Visitor.VIEWER).statusCode()).isEqualTo(403);
            data.isQuiet();

            JsonNode answer = json(delete(data.identity(), Visitor.OPERATOR));

            assertThat(answer.path("identity").asString()).isEqualTo(data.identity().toString());
            assertThat(answer.path("sessions").asInt()).isEqualTo(3);
            assertThat(answer.path("connections").asInt()).isEqualTo(3);
            assertThat(answer.path("silent")).isEmpty();
            List.of(data, control, discovery).forEach(client -> client.closed(CloseReason.ROUTE_STOPPED));
            var ends = List.of(peer.message(ChannelClosed.class), peer.message(ChannelClosed.class));
            assertThat(ends).extracting(ChannelClosed::channel).containsExactlyInAnyOrder(open.there(), broken.there());
            assertThat(ends).extracting(ChannelClosed::reason).containsOnly("connection_closed");
            for (RawClient gone : List.of(data, control, away)) {
                try (var back = RawClient.dial(node.clients()).login(gone.who().session(gone.token()))) {
                    assertThat(back.hello().resumed()).isFalse();
                    assertThat(back.hello().channels()).isEmpty();
                }
            }
            other.isQuiet();
            peer.isQuiet();
        }
    }

    @Test
    void whoHasNoneHasNoneEnded() {
        JsonNode answer = json(delete(Who.anybody().key().identity(), Visitor.OPERATOR));

        assertThat(answer.path("sessions").asInt(-1)).isZero();
        assertThat(answer.path("connections").asInt(-1)).isZero();
    }

    @Test
    void itIsWrittenDownWithoutTheWholeIdentity() {
        Identity identity = Who.anybody().key().identity();
        delete(identity, Visitor.VIEWER);
        delete(identity, Visitor.OPERATOR);
        String escaped = identity.wire().replace("A", "%41").replace(":", "%3A");
        node.send(Visitor.OPERATOR, node.request("/sessions/" + escaped).DELETE());

        assertThat(log.lines(5))
                .contains(
                        "refused 1: password viewer from here: DELETE /actuator/sessions/" + identity,
                        "asked 2: password operator from here: DELETE /actuator/sessions/" + identity,
                        "done 2: password operator from here: DELETE /actuator/sessions/" + identity)
                .anyMatch(line -> line.startsWith("done 3: "))
                .noneMatch(line -> line.contains(identity.wire()))
                .noneMatch(line -> line.contains(escaped.substring(escaped.length() - 20)));
    }

    @Test
    void aPartOfAnIdentityEndsNothing() {
        try (var client = RawClient.dial(node.clients()).login(Who.anybody())) {
            String part = client.identity().wire().substring(0, "ed25519:".length() + 8);

            assertThat(node.send(Visitor.OPERATOR, node.request("/sessions/" + part).DELETE()).statusCode())
                    .isEqualTo(400);

            client.isQuiet();
        }
    }

    private HttpResponse<String> delete(Identity identity, Visitor visitor) {
        return node.send(visitor, node.request("/sessions/" + identity.wire()).DELETE());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }
}
