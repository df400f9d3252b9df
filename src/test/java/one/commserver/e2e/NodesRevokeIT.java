package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.crypto.Identity;
import one.commserver.e2e.Management.Visitor;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.CloseReason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpResponse;
import java.util.stream.Stream;

/// An operator ends the sessions of an identity wherever they are.
@Timeout(120)
class NodesRevokeIT {

    @RegisterExtension
    final Nodes nodes =
            Nodes.open(
                    2,
                    Stream.concat(
                                    Stream.of(Management.PASSWORDS),
                                    Stream.of("management.server.port=0", "commserver.asking.deadline=5s"))
                            .toArray(String[]::new));

    private Management node;

    @BeforeEach
    void start() {
        node = new Management(nodes.node(0).context());
        await().atMost(RawClient.DEADLINE)
                .until(() -> {
                    JsonNode all = node.json("/nodes").path("nodes");
                    return all.size() == 2
                            && !all.get(0).path("silent").asBoolean()
                            && !all.get(1).path("silent").asBoolean();
                });
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void sessionsAtOtherNodesEndTooAndGoOnNowhere() {
        Who who = Who.anybody();
        RawClient there = nodes.join(1, who);
        RawClient away = nodes.join(1, who.instance("tablet"));
        RawClient here = nodes.join(0, who.instance("desk"));
        RawClient peer = nodes.join(0);
        Joined open = Joined.of(there, peer).settled();
        Joined broken = Joined.of(away, peer).settled();
        away.cut();
        assertThat(peer.message(ChannelInterrupted.class).channel()).isEqualTo(broken.there());
        await().atMost(RawClient.DEADLINE).until(() -> waiting(there.identity()) == 1);

        JsonNode answer = revoke(there.identity());

        assertThat(answer.path("sessions").asInt()).isEqualTo(3);
        assertThat(answer.path("connections").asInt()).isEqualTo(2);
        assertThat(answer.path("silent")).isEmpty();
        assertThat(answer.path("unavailable").asBoolean(true)).isFalse();
        there.closed(CloseReason.ROUTE_STOPPED);
        here.closed(CloseReason.ROUTE_STOPPED);
        assertThat(
                        Stream.of(peer.message(ChannelClosed.class), peer.message(ChannelClosed.class))
                                .map(ChannelClosed::channel))
                .containsExactlyInAnyOrder(open.there(), broken.there());
        for (int number = 0; number < 2; number++) {
            assertThat(nodes.back(number, there).hello().resumed()).isFalse();
            assertThat(nodes.back(number, away).hello().resumed()).isFalse();
        }
        peer.isQuiet();
    }

    /// A client may go on where it was while Redis is away, but not with a session that was ended before.
    @Test
    void anEndedSessionDoesNotGoOnWhileRedisIsAway() {
        RawClient away = nodes.join(1);
        away.cut();
        await().atMost(RawClient.DEADLINE).until(() -> waiting(away.identity()) == 1);
        assertThat(revoke(away.identity()).path("sessions").asInt()).isEqualTo(1);

        nodes.redis.kill();

        try (var client = RawClient.dial(new RawSocket.Dial(nodes.node(1).port()))) {
            var login = new Login(client, away.who().session(away.token()));
            login.auth();
            login.respond(login.challenge());
            assertThat(client.nextText()).contains("unavailable");
        }
        HttpResponse<String> answer = delete(away.identity());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("isn't known whether it was done");
    }

    /// The order got lost: the node finds out when it renews the slot.
    @Test
    void aNodeThatDidNotHearOfItClosesItsConnectionsLater() {
        RawClient client = nodes.join(1);
        nodes.redis.ask("ACL SETUSER node1 resetchannels &cs:node:* &cs:bus:*");
        nodes.redis.ask("CLIENT KILL USER node1");

        await().atMost(RawClient.DEADLINE)
                .untilAsserted(() -> assertThat(revoke(client.identity()).path("silent")).hasSize(1));

        // else a slot has its turn once in eight leases
        nodes.redis.ask("CLIENT KILL USER node1");
        client.closed(CloseReason.ROUTE_STOPPED);
        assertThat(nodes.back(0, client).hello().resumed()).isFalse();
    }

    private long waiting(Identity identity) {
        return Stream.of(node.json("/explain/" + identity.wire()).path("slots"))
                .flatMap(slots -> slots.valueStream())
                .filter(slot -> slot.path("node").isNull())
                .count();
    }

    private JsonNode revoke(Identity identity) {
        HttpResponse<String> answer = delete(identity);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> delete(Identity identity) {
        return node.send(Visitor.OPERATOR, node.request("/sessions/" + identity.wire()).DELETE());
    }
}
