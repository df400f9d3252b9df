package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.e2e.Management.Visitor;
import one.commserver.protocol.CloseReason;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/// Limits that an operator changes while the server runs.
class LimitsEndpointIT {

    private static final String CONNECTIONS = "/limits/commserver.limits.connections";

    private static Management node;
    private AuditLog log;

    @BeforeAll
    static void start() {
        node =
                Management.start(
                        "commserver.limits.connections=100",
                        "commserver.limits.trusted-proxies=127.0.0.1",
                        // the answer to a ping would count against the rate of who sends nothing else
                        "commserver.health.heartbeat-interval=10m",
                        "commserver.health.connection-timeout=30m",
                        "commserver.drain.notice=0s");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void listen() {
        log = AuditLog.open(node);
    }

    /// Limits are what they were, and nobody is there.
    @AfterEach
    void tidy() {
        log.close();
        node.json("/limits")
                .path("limits")
                .forEach(limit -> {
                    if (!limit.path("value").equals(limit.path("atStart"))) {
                        delete("/limits/" + limit.path("name").asString(), Visitor.OPERATOR);
                    }
                });
        await().atMost(RawClient.DEADLINE).until(() -> node.json("/connections").path("activeConnections").isEmpty());
    }

    @Test
    void aLoweredLimitRefusesTheNextAndThrowsNobodyOut() {
        try (var one = RawClient.dial(node.clients()).login(Who.anybody());
                var other = RawClient.dial(node.clients()).login(Who.anybody())) {
            JsonNode lowered = changed(CONNECTIONS, "1");
            assertThat(lowered.path("limit").path("value").asInt()).isEqualTo(1);
            assertThat(lowered.path("limit").path("atStart").asInt()).isEqualTo(100);
            assertThat(lowered.path("node").asString()).isEqualTo(node.json("/connections").path("node").asString());
            assertThat(lowered.path("scope").asString()).contains("this node only", "until it ends");

            isRefused("limit_connections");
            one.isQuiet();
            other.isQuiet();
            assertThat(node.json("/trends").path("signals").get(0).path("limit").asInt()).isEqualTo(1);

            try (var console = console()) {
                assertThat(console.next().path("limit").asInt()).isEqualTo(1);
            }

            changed(CONNECTIONS, "3");
            try (var third = RawClient.dial(node.clients()).login(Who.anybody())) {
                isRefused("limit_connections");
                assertThat(delete(CONNECTIONS, Visitor.OPERATOR).statusCode()).isEqualTo(200);
                assertThat(node.json(CONNECTIONS).path("limit").path("value").asInt()).isEqualTo(100);
                RawClient.dial(node.clients()).login(Who.anybody()).leave();
                third.isQuiet();
            }
        }
        assertThat(audited(6))
                .startsWith(
                        "asked operator POST /actuator" + CONNECTIONS + " {\"value\":1}",
                        "done operator POST /actuator" + CONNECTIONS + " {\"value\":1}")
                .endsWith(
                        "asked operator DELETE /actuator" + CONNECTIONS,
                        "done operator DELETE /actuator" + CONNECTIONS);
    }

    /// By the lowered limit it would have rested for minutes.
    @Test
    void whoRestsGoesOnWhenTheLimitIsTakenBack() {
        String bytes = "/limits/commserver.limits.bytes-per-second";
        try (var client = RawClient.dial(node.clients()).login(Who.anybody())) {
            changed(bytes, "\"1B\"");
            client.text("{\"type\":\"heartbeat\"}" + " ".repeat(300));
            assertThat(List.of(client.nextText(), client.nextText()))
                    .anyMatch(text -> text.contains("heartbeat_ack"))
                    .anyMatch(text -> text.contains("rate_limited"));
            client.text("{\"type\":\"heartbeat\"}");

            assertThat(delete(bytes, Visitor.OPERATOR).statusCode()).isEqualTo(200);

            assertThat(client.nextText()).contains("heartbeat_ack");
        }
    }

    @Test
    void whoComesIsToldWhatHoldsThen() {
        changed("/limits/commserver.limits.data-lanes", "2");
        changed("/limits/commserver.limits.bytes-per-second", "\"1MB\"");

        try (var client = RawClient.dial(node.clients()).login(Who.anybody())) {
            assertThat(client.hello().limits().dataLanes()).isEqualTo(2);
            assertThat(client.hello().limits().bytesPerSecond()).isEqualTo(1024 * 1024);
        }
    }

    @Test
    void anAddressLosesNobodyAndGetsNobodyMore() {
        try (var one = RawClient.dial(node.clients()).login(Who.anybody())) {
            changed("/limits/commserver.limits.connections-per-address", "1");

            isRefused("limit_address");

            one.isQuiet();
            RawClient.dial(node.clients().header("X-Forwarded-For: 192.0.2.7")).login(Who.anybody()).leave();
        }
    }

    @Test
    void aViewerSeesAllAndChangesNone() {
        assertThat(node.get("/limits", Visitor.ANONYMOUS).statusCode()).isEqualTo(401);
        assertThat(post(CONNECTIONS, "1", Visitor.ANONYMOUS).statusCode()).isEqualTo(401);
        assertThat(post(CONNECTIONS, "1", Visitor.VIEWER).statusCode()).isEqualTo(403);
        assertThat(delete(CONNECTIONS, Visitor.VIEWER).statusCode()).isEqualTo(403);

        JsonNode all = node.json("/limits").path("limits");

        JsonNode first = all.get(0);
        assertThat(first.path("name").asString()).isEqualTo("commserver.limits.connections");
        assertThat(first.path("value").asInt()).isEqualTo(100);
        assertThat(first.path("changeable").asBoolean()).isTrue();
        assertThat(first.path("takesEffect").asString()).isEqualTo("at once");
        assertThat(first.path("unit").asString()).isEqualTo("connections");
        all.forEach(each -> assertThat(each.path("value")).isEqualTo(each.path("atStart")));
        all.forEach(
                each -> assertThat(node.json("/limits/" + each.path("name").asString()).path("limit")).isEqualTo(each));
        assertThat(audited(2)).containsSubsequence("refused viewer POST /actuator" + CONNECTIONS + " {\"value\":1}");
    }

    @Test
    void aChangeIsTakenBack() {
        String name = "/limits/commserver.relay.memory";
        assertThat(changed(name, "\"8MB\"").path("limit").path("value").asString()).isEqualTo("8MB");

        HttpResponse<String> answer = delete(name, Visitor.OPERATOR);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(node.json(name).path("limit").path("value").asString()).isEqualTo("256MB");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limits.connections         | 0              | 400 | limits.connections must be at least 1, but is 0",
                "limits.connections         | -1             | 400 | at least 1",
                "limits.connections         | 1.5            | 400 | must be a whole number",
                "limits.connections         | 99999999999    | 400 | must be a whole number",
                "limits.connections         | \"many\"       | 400 | must be a whole number",
                "limits.connections         | null           | 400 | needs a value; DELETE takes a change back",
                "limits.connections         | 2147483647     | 400 | at most 10000000",
                "limits.bytes-per-second    | 64             | 400 | must be a size with its unit",
                "discovery.questions        | 60000001       | 400 | from 1 to 1000000",
                "limits.connections         | [1,2]          | 400 | ''",
                "limits.connections         | {\"a\":1}      | 400 | ''",
                "limits.messages-per-second | 1000001        | 400 | at most 1000000",
                "limits.outbound-bytes      | \"1KB\"        | 400 | limits.outbound-bytes must be at least",
                "limits.text-message-before-authentication | \"1MB\" | 400 | limits.text-message must be at least",
                "drain.window               | \"10m\"        | 400 | drain.limit must not be less than notice",
                "drain.window               | 10             | 400 | drain.window must be a duration with its unit",
                "limits.binary-frame        | \"2MB\"        | 409 | limits.binary-frame can't be changed while",
                "drain.limit                | \"10m\"        | 409 | can't be changed while",
                "limits.trusted-proxies     | \"0.0.0.0/0\"  | 404 | no such limit",
                "operations.open-metrics    | true           | 404 | no such limit",
            })
    void whatMakesNoSenseIsRefusedAndChangesNothing(String name, String value, int status, String why) {
        JsonNode before = node.json("/limits");

        HttpResponse<String> answer = post("/limits/commserver." + name, value, Visitor.OPERATOR);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(why);
        assertThat(node.json("/limits")).isEqualTo(before);
        assertThat(audited(2))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("refused operator POST /actuator/limits/commserver." + name);
    }

    private static EventStream console() {
        return EventStream.open(node.page("/console/events").header("Authorization", Visitor.VIEWER.authorization()));
    }

    private static void isRefused(String code) {
        RawClient client = RawClient.dial(node.clients());
        client.raw(Frames.ping(new byte[1]));
        assertThat(client.nextText()).contains("\"" + code + "\"");
        client.closed(CloseReason.TRY_AGAIN_LATER);
    }

    private static JsonNode changed(String path, String value) {
        HttpResponse<String> answer = post(path, value, Visitor.OPERATOR);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static HttpResponse<String> post(String path, String value, Visitor visitor) {
        return node.send(
                visitor,
                node.request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"value\":" + value + "}")));
    }

    private static HttpResponse<String> delete(String path, Visitor visitor) {
        return node.send(visitor, node.request(path).DELETE());
    }

    /// Each line without its number when there are so many: what came of it, who, what.
    private List<String> audited(int least) {
        return log.lines(least).stream()
                .map(line -> line.replaceFirst("(\\w+) \\d+: password (\\w+) from here: (.*)", "$1 $2 $3"))
                .toList();
    }
}
