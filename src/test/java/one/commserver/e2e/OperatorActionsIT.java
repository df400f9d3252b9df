package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.drain.Drain;
import one.commserver.e2e.Management.Visitor;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.ServerDraining;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest;
import java.util.List;

/// What an operator changes, and what stays written down of it.
class OperatorActionsIT {

    private Management node;
    private AuditLog log;
    private Drain drain;

    @BeforeEach
    void start() {
        node =
                Management.start(
                        "commserver.drain.notice=0s",
                        "commserver.drain.window=10m",
                        "commserver.drain.leeway=10m",
                        "commserver.drain.limit=1h");
        // a test may end the node itself
        drain = node.context().getBean(Drain.class);
        log = AuditLog.open(node);
    }

    @AfterEach
    void stop() {
        log.close();
        drain.hurry();
        node.close();
    }

    @Test
    void aConnectionIsClosedAndTheOthersAreNot() {
        try (var one = RawClient.dial(node.clients()).login(Who.anybody());
                var other = RawClient.dial(node.clients()).login(Who.anybody())) {
            String id =
                    node.json("/connections?identity=" + one.identity().wire())
                            .path("activeConnections")
                            .get(0)
                            .path("id")
                            .asString();

            String here = node.json("/connections").path("node").asString();
            String path = "/connections/" + here + "/" + id;
            assertThat(delete(path, Visitor.ANONYMOUS)).isEqualTo(401);
            assertThat(delete(path, Visitor.VIEWER)).isEqualTo(403);
            assertThat(delete("/connections/node-elsewhere/" + id, Visitor.OPERATOR)).isEqualTo(409);
            assertThat(delete("/connections/" + id, Visitor.OPERATOR)).isBetween(404, 405);
            one.isQuiet();
            assertThat(delete(path, Visitor.OPERATOR)).isEqualTo(204);

            one.closed(CloseReason.ROUTE_STOPPED);
            other.isQuiet();
            await().atMost(RawClient.DEADLINE).until(() -> delete(path, Visitor.OPERATOR) == 404);
            assertThat(delete("/connections/" + here + "/x", Visitor.OPERATOR)).isEqualTo(404);
            // how many there are by then nobody knows
            await().atMost(RawClient.DEADLINE)
                    .untilAsserted(() ->
                            assertThat(audited())
                                    .startsWith(
                                            "viewer DELETE /actuator" + path + " refused",
                                            "operator DELETE /actuator/connections/node-elsewhere/" + id + " refused")
                                    .containsSubsequence(
                                            "operator closes " + id + " of " + one.identity() + " at " + here,
                                            "operator DELETE /actuator" + path + " done")
                                    .endsWith("operator DELETE /actuator/connections/" + here + "/x refused"));
        }
    }

    @Test
    void aNodeIsDrainedAndServesAgain() {
        try (var client = RawClient.dial(node.clients()).login(Who.anybody())) {
            assertThat(state()).isEqualTo("serving");
            assertThat(post("/drain", Visitor.VIEWER)).isEqualTo(403);

            assertThat(post("/drain", Visitor.OPERATOR)).isEqualTo(200);

            client.message(ServerDraining.class);
            assertThat(state()).isEqualTo("leaving");
            assertThat(node.get("/health/readiness", Visitor.ANONYMOUS).statusCode()).isEqualTo(503);
            assertThat(node.get("/health/liveness", Visitor.ANONYMOUS).statusCode()).isEqualTo(200);

            assertThat(delete("/drain", Visitor.OPERATOR)).isEqualTo(200);

            assertThat(state()).isEqualTo("serving");
            assertThat(node.get("/health/readiness", Visitor.ANONYMOUS).statusCode()).isEqualTo(200);
            client.isQuiet();
            // the last one comes behind its answer
            await().atMost(RawClient.DEADLINE)
                    .untilAsserted(() ->
                            assertThat(audited())
                                    .containsExactly(
                                            "viewer POST /actuator/drain refused",
                                            "operator POST /actuator/drain done",
                                            "operator DELETE /actuator/drain done"));
            assertThat(node.get("/prometheus", Visitor.ANONYMOUS).body())
                    .contains(
                            "commserver_operations_actions_total{result=\"done\"} 2.0",
                            "commserver_operations_actions_total{result=\"refused\"} 1.0");
        }
    }

    /// While the process ends, too: load balancers must hear of it.
    @Test
    void readinessIsToldUntilTheLastClientHasLeft() {
        try (var client = RawClient.dial(node.clients()).login(Who.anybody())) {
            Thread ending = Thread.ofVirtual().start(node.context()::close);

            client.message(ServerDraining.class);

            assertThat(node.get("/health/readiness", Visitor.ANONYMOUS).statusCode()).isEqualTo(503);
            assertThat(node.get("/health/liveness", Visitor.ANONYMOUS).statusCode()).isEqualTo(200);
            assertThat(delete("/drain", Visitor.OPERATOR)).isEqualTo(409);
            assertThat(ending.isAlive()).isTrue();
            client.leave();
            await().atMost(RawClient.DEADLINE).until(() -> !ending.isAlive());
        }
    }

    /// What came of each request so far: who, what, and that.
    private List<String> audited() {
        return log.lines().stream()
                .filter(line -> !line.startsWith("asked"))
                .map(line -> line.replaceFirst("(\\w+) \\d+: password (\\w+) from here: (.*)", "$2 $3 $1"))
                .toList();
    }

    private String state() {
        return node.json("/drain").path("state").asString();
    }

    private int delete(String path, Visitor visitor) {
        return node.send(visitor, node.request(path).DELETE()).statusCode();
    }

    private int post(String path, Visitor visitor) {
        return node.send(visitor, node.request(path).POST(HttpRequest.BodyPublishers.noBody())).statusCode();
    }
}
