package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.e2e.Management.Visitor;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.trend.Signal;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/// What an operator sees of connections.
class ConnectionsEndpointIT {

    private static Management node;
    private static RawClient data;
    private static RawClient control;
    private static RawClient stranger;

    @BeforeAll
    static void start() {
        // the stranger stays one for as long as the tests take
        node = Management.start("commserver.handshake.first-frame-timeout=10m", "commserver.handshake.timeout=10m");
        data = RawClient.dial(node.clients()).login(Who.anybody());
        control = RawClient.dial(node.clients()).login(Who.anybody().kind(ConnectionKind.CONTROL));
        stranger = RawClient.dial(node.clients());
        data.isQuiet();
        data.isQuiet();
        control.isQuiet();
        try (var gone = RawClient.dial(node.clients())) {
            gone.text("{}");
            gone.closed(CloseReason.UNKNOWN_DIALECT);
        }
        // the newest that has ended is the one with an error
        awaitEnded(1);
        RawClient cut = RawClient.dial(node.clients()).login(Who.anybody());
        cut.cut();
        awaitEnded(2);
    }

    @AfterAll
    static void stop() {
        List.of(data, control, stranger).forEach(RawClient::close);
        node.close();
    }

    /// Each name that the reference's snippets use, as they use it.
    @Test
    void theReferencesSnippetsRun() {
        JsonNode stats = node.json("/connections");

        JsonNode global = stats.path("global");
        assertThat(global.path("activeConnections").asInt()).isEqualTo(3);
        assertThat(global.path("totalConnections").asInt()).isEqualTo(stats.path("totalConnections").asInt());
        assertThat(global.path("throughputMbps").isNumber()).isTrue();
        assertThat(global.has("averageLatency")).isTrue();
        assertThat(global.path("totalErrors").asDouble() / global.path("totalMessages").asDouble()).isPositive();
        assertThat(stats.path("activeConnections")).hasSize(3);
        for (JsonNode connection : stats.path("activeConnections")) {
            assertThat(connection.path("currentState").asString()).isIn("ACTIVE", "CONNECTED", "AUTHENTICATING");
            assertThat(System.currentTimeMillis() - connection.path("startTime").asLong()).isBetween(0L, 120_000L);
            assertThat(connection.path("messagesReceived").asInt() + connection.path("messagesSent").asInt())
                    .isEqualTo(connection.path("messageCount").asInt());
            assertThat(connection.path("plugins").size()).isPositive();
            assertThat(connection.path("connectionId")).isEqualTo(connection.path("id"));
            assertThat(connection.path("internalId")).isEqualTo(connection.path("id"));
            assertThat(connection.path("state")).isEqualTo(connection.path("currentState"));
            assertThat(Instant.parse(connection.path("createdAt").asString()).toEpochMilli())
                    .isEqualTo(connection.path("startTime").asLong());
            assertThat(connection.path("url").asString()).isNotBlank();
        }
        assertThat(stats.path("connections")).isEqualTo(stats.path("activeConnections"));
        JsonNode error = stats.path("recentErrors").get(0);
        assertThat(error.path("error").asString()).isNotBlank();
        assertThat(error.path("type").asString()).isEqualTo("connection");
        assertThat(error.path("severity").asString()).isEqualTo("warning");
        assertThat(error.path("timestamp").asString()).startsWith("20");
    }

    @Test
    void trendsSayHowTheNumbersMove() {
        await().atMost(RawClient.DEADLINE)
                .untilAsserted(() -> {
                    JsonNode signals = node.json("/trends").path("signals");
                    assertThat(signals).hasSize(Signal.values().length);
                    JsonNode connections = signals.get(0);
                    assertThat(connections.path("signal").asString()).isEqualTo("connections");
                    assertThat(connections.path("limit").asInt()).isPositive();
                    assertThat(connections.path("spans").path("1m").path("last").asInt()).isEqualTo(3);
                    assertThat(signals.get(1).path("spans").path("24h").has("mean")).isTrue();
                });
        assertThat(node.json("/trends").path("alerts").isArray()).isTrue();
        JsonNode points = node.json("/trends/connections?span=1m");
        assertThat(points.get(points.size() - 1).path("max").asInt()).isEqualTo(3);
        assertThat(node.get("/trends/nonsense", Visitor.VIEWER).statusCode()).isEqualTo(404);
        assertThat(node.get("/trends/connections?span=2m", Visitor.VIEWER).statusCode()).isEqualTo(400);
    }

    @Test
    void identitiesAreShortened() {
        HttpResponse<String> answer = node.get("/connections", Visitor.OPERATOR);

        assertThat(answer.body())
                .contains(data.identity().toString())
                .doesNotContain(data.identity().wire())
                .doesNotContain(data.identity().value().toBase64Url());
    }

    @ParameterizedTest
    @CsvSource({
        "state=active,                    2",
        "state=connected,                 1",
        "state=PAIRED,                    0",
        "kind=data,                       1",
        "kind=control,                    1",
        "kind=none,                       1",
        "dialect=native,                  2",
        "dialect=one,                     0",
        "kind=data&state=active,          1",
        "kind=data&state=connected,       0",
    })
    void theyAreFiltered(String query, int matching) {
        JsonNode answer = node.json("/connections?" + query);

        assertThat(answer.path("activeConnections")).hasSize(matching);
        assertThat(answer.path("page").path("matching").asInt()).isEqualTo(matching);
        assertThat(answer.path("global").path("activeConnections").asInt()).isEqualTo(3);
    }

    @Test
    void anIdentityIsFoundWholeOrByWhatIsShownOfIt() {
        String wire = data.identity().wire();

        for (String known : List.of(wire, wire.substring(0, 16), wire.substring(8, 16), wire.substring(8))) {
            assertThat(ids("identity=" + known)).hasSize(1);
        }
        assertThat(ids("identity=" + "ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")).isEmpty();
    }

    /// Else whoever may look could find out the rest, one character after another.
    @Test
    void nothingIsToldOfALongerBeginning() {
        String wire = data.identity().wire();

        for (int length : new int[] {17, 18, 32, wire.length() - 1}) {
            HttpResponse<String> answer =
                    node.get("/connections?identity=" + wire.substring(0, length), Visitor.OPERATOR);
            boolean isSomething = answer.body().contains(data.identity().toString());
            assertThat(isSomething).as("%s characters", length).isFalse();
        }
    }

    @Test
    void theyAreSortedAndPaged() {
        List<String> oldestFirst = ids("");
        assertThat(ids("order=desc")).isEqualTo(oldestFirst.reversed());

        var paged = new ArrayList<String>();
        for (int page = 0; page < 4; page++) {
            paged.addAll(ids("size=1&page=" + page));
        }
        assertThat(paged).isEqualTo(oldestFirst);
        assertThat(ids("sort=messages&order=desc&size=1")).isEqualTo(ids("kind=data"));
        for (String sort : List.of("startTime", "state", "latency", "messages", "bytes")) {
            assertThat(ids("sort=" + sort)).containsExactlyInAnyOrderElementsOf(oldestFirst);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "state=sleeping,  'state must be one of initializing, connecting, '",
        "kind=voice,      'kind must be one of control, data, discovery'",
        "sort=identity,   'sort must be one of '",
        "order=up,        'order must be asc or desc'",
        "identity=,       'identity must be a whole identity or the first 8 characters'",
        "identity=rsa:AB, 'identity must be a whole identity or the first 8 characters'",
        "identity=ed25519:A!, 'identity must be a whole identity or the first 8 characters'",
        "size=501,        'size must be a number from 1 to 500'",
        "size=x,          'size must be a number from 1 to 500'",
        "page=-1,         'page must be a number from 0 to 100'",
        "size=500&page=21, 'page must be a number from 0 to 20'",
    })
    void aQuestionWithoutSenseIsAnsweredWithWhatWouldHaveSense(String query, String error) {
        HttpResponse<String> answer = node.get("/connections?" + query, Visitor.VIEWER);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(error).doesNotContain("xception");
    }

    @Test
    void oneIsShownByItself() {
        String id = ids("kind=data").getFirst();

        JsonNode detail = node.json("/connections/" + id);

        assertThat(detail.path("connection").path("identity").asString()).isEqualTo(data.identity().toString());
        assertThat(detail.path("closed").isNull()).isTrue();
        assertThat(node.get("/connections/c999999999999", Visitor.VIEWER).statusCode()).isEqualTo(404);
        assertThat(node.get("/connections/%00", Visitor.VIEWER).statusCode()).isBetween(400, 404);
    }

    @Test
    void oneThatHasEndedIsShownForAWhile() {
        JsonNode closed = node.json("/connections").path("recentlyClosed").get(0);

        JsonNode detail = node.json("/connections/" + closed.path("connection").path("id").asString());

        assertThat(detail.path("closed").path("code").asInt()).isEqualTo(closed.path("code").asInt());
        assertThat(detail.path("errors").size()).isPositive();
    }

    @Test
    void theReportIsReadInATerminal() {
        HttpResponse<String> report = node.get("/connectionreport", Visitor.VIEWER);

        assertThat(report.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(report.body())
                .startsWith("CONNECTIONS")
                .contains("Active connections", data.identity().toString(), "Recent errors", "Recently closed")
                .doesNotContain(data.identity().wire());
    }

    private static List<String> ids(String query) {
        return StreamSupport.stream(node.json("/connections?" + query).path("activeConnections").spliterator(), false)
                .map(each -> each.path("id").asString())
                .toList();
    }

    /// What went wrong with them is known by then, and they aren't among those that are open any more.
    private static void awaitEnded(int count) {
        await().atMost(RawClient.DEADLINE)
                .until(() -> node.json("/connections").path("recentlyClosed").size() == count);
    }
}
