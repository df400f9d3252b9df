package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import one.commserver.e2e.Management.Visitor;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The console's files and its stream, as a browser asks for them.
class ConsoleIT {

    private static final String EVENTS = "/console/events";

    /// Of an event: some kilobytes.
    private static final int LARGEST = 16 * 1024;

    private static Management node;

    private final List<EventStream> streams = new ArrayList<>();

    @BeforeAll
    static void start() {
        node = Management.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void leave() {
        streams.forEach(EventStream::close);
    }

    @ParameterizedTest
    @CsvSource({
        "/console,           401, 308, 308, 401",
        "/console/,          401, 200, 200, 401",
        "/console/main.js,   401, 200, 200, 401",
        "/console/chart.js,  401, 200, 200, 401",
        "/console/nothing,   401, 404, 404, 401",
        "/console/a/b,       401, 404, 404, 401",
        "/console/..%2fapplication.yaml, 400, 400, 400, 400",
        "/webjars/chart.js/4.5.1/dist/chart.umd.min.js, 401, 404, 404, 401",
    })
    void whoMayLookAtWhat(String path, int anonymous, int viewer, int operator, int wrong) {
        assertThat(status(path, Visitor.ANONYMOUS)).isEqualTo(anonymous);
        assertThat(status(path, Visitor.VIEWER)).isEqualTo(viewer);
        assertThat(status(path, Visitor.OPERATOR)).isEqualTo(operator);
        assertThat(status(path, Visitor.WRONG_PASSWORD)).isEqualTo(wrong);
        assertThat(status(path, Visitor.UNKNOWN_NAME)).isEqualTo(wrong);
    }

    @ParameterizedTest
    @CsvSource({"ANONYMOUS, 401", "WRONG_PASSWORD, 401", "UNKNOWN_NAME, 401"})
    void nobodyElseIsToldNumbers(Visitor visitor, int status) {
        assertThat(status(EVENTS, visitor)).isEqualTo(status);
    }

    @Test
    void nothingCanBeChangedThere() {
        for (String path : List.of("/console/", "/console/main.js", EVENTS)) {
            var change = HttpRequest.BodyPublishers.ofString("{}");
            assertThat(node.send(Visitor.VIEWER, node.page(path).POST(change)).statusCode()).isEqualTo(403);
            assertThat(node.send(Visitor.OPERATOR, node.page(path).POST(change)).statusCode()).isEqualTo(405);
        }
    }

    /// Else the numbers would be anybody's who finds the clients' port.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/",
                "/console/index.html",
                "/console/main.js",
                "/console/chart.js",
                "/console/events",
                "/main.js",
                "/webjars/chart.js/4.5.1/dist/chart.umd.min.js",
            })
    void clientsPortKnowsNothingOfIt(String path) {
        RawSocket.Dial dial = node.clients().path(path).header("Authorization: " + Visitor.OPERATOR.authorization());
        try (var socket = new RawSocket(dial)) {
            socket.write(dial.get());
            RawSocket.Answer answer = socket.answer();

            assertThat(answer.status()).isEqualTo(426);
            assertThat(answer.body()).startsWith("This is a CommServer.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/console/,          text/html;charset=UTF-8",
        "/console/theme.css, text/css;charset=UTF-8",
        "/console/main.js,   text/javascript;charset=UTF-8",
        "/console/chart.js,  text/javascript;charset=UTF-8",
        "/console/icon.svg,  image/svg+xml",
    })
    void browsersMayDoNothingWithItButShowIt(String path, String type) {
        var headers = get(path).headers();

        assertThat(headers.firstValue("Content-Type")).hasValue(type);
        assertThat(headers.allValues("Content-Security-Policy")).hasSize(1);
        assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                .contains(
                        "default-src 'none'",
                        "script-src 'self'",
                        "connect-src 'self'",
                        "frame-ancestors 'none'",
                        "require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(headers.firstValue("Cross-Origin-Resource-Policy")).hasValue("same-origin");
        assertThat(headers.firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void thePageHasNothingThatThePolicyForbids() {
        assertThat(get("/console/").body())
                .doesNotContain("<style", "style=", "http://", "https://")
                .doesNotContainPattern("\\son[a-z]+=")
                .doesNotContainPattern("<script(?![^>]*src=)");
    }

    @Test
    void whatABrowserHasIsNotSentAgain() {
        HttpResponse<String> first = get("/console/chart.js");
        String tag = first.headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again =
                node.send(Visitor.VIEWER, node.page("/console/chart.js").header("If-None-Match", tag));

        assertThat(first.headers().firstValue("Cache-Control").orElseThrow()).contains("no-cache", "private");
        assertThat(first.body()).hasSizeGreaterThan(100_000);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void eachSecondThereIsAnEvent() {
        try (var data = RawClient.dial(node.clients()).login(Who.anybody());
                var control = RawClient.dial(node.clients()).login(Who.anybody().kind(ConnectionKind.CONTROL));
                var gone = RawClient.dial(node.clients())) {
            gone.text("{}");
            gone.closed(CloseReason.UNKNOWN_DIALECT);
            RawClient.dial(node.clients()).login(Who.anybody()).cut();
            data.isQuiet();
            control.isQuiet();
            await().atMost(RawClient.DEADLINE)
                    .until(() -> node.json("/connections?size=1").path("page").path("matching").asInt() == 2);
            EventStream stream = look(node);
            List<JsonNode> events = List.of(stream.next(), stream.next(), stream.next());

            Duration took = Duration.between(at(events.getFirst()), at(events.getLast()));
            // a pause is shorter by what the look before it took, and much longer behind one that took very long
            assertThat(took).isBetween(Duration.ofMillis(1700), Duration.ofSeconds(40));
            JsonNode last = events.getLast();
            assertThat(last.path("node").asString()).isEqualTo(node.json("/connections").path("node").asString());
            assertThat(last.path("ready").asBoolean()).isTrue();
            assertThat(last.path("drain").asString()).isEqualTo("serving");
            assertThat(last.path("open").asInt()).isEqualTo(2);
            assertThat(last.path("states").path("active").asInt()).isEqualTo(2);
            assertThat(last.path("kinds").path("data").asInt()).isEqualTo(1);
            assertThat(last.path("traffic").path("messagesIn").isNumber()).isTrue();
            assertThat(last.path("roundTrips").path("counts").size())
                    .isEqualTo(last.path("roundTrips").path("upTo").size() + 1);
            assertThat(last.path("errors").get(0).path("error").asString()).isNotBlank();
            assertThat(last.path("ends").get(0).path("reason").asString()).isNotBlank();
            assertThat(last.path("reasons").path("unknown_dialect").asInt()).isPositive();
            assertThat(last.path("reasons").path("lost").asInt()).isPositive();
            assertThat(last.path("talkers").size()).isEqualTo(2);
            assertThat(last.path("alerts").isArray()).isTrue();
            assertThat(last.toString())
                    .contains(data.identity().toString())
                    .doesNotContain(data.identity().value().toBase64Url())
                    .hasSizeLessThan(LARGEST);
        }
    }

    @Test
    void theStreamIsNoMoreOpenToOthersThanThePage() {
        EventStream stream = look(node);

        assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(stream.header("Cache-Control")).contains("no-store");
        assertThat(stream.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(stream.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    }

    @Test
    void oneLookIsForAllViewers() {
        double before = made(node);
        long begin = System.nanoTime();
        List<EventStream> viewers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            viewers.add(look(node));
        }
        List<List<Instant>> moments =
                viewers.stream().map(each -> List.of(at(each.next()), at(each.next()), at(each.next()))).toList();
        double looks = made(node) - before;

        assertThat(moments.stream().flatMap(List::stream).distinct().count())
                .as("but for one that was under way")
                .isLessThanOrEqualTo((long) looks + 1);
        assertThat(looks).isLessThan((double) (Duration.ofNanos(System.nanoTime() - begin).toSeconds() + 3));
    }

    /// Each leaves at the moment at which it was sent something and is about to be sent more.
    @Test
    void whenNobodyLooksNothingIsRead() {
        for (int i = 0; i < 60; i++) {
            try (EventStream viewer = look(node)) {
                viewer.next();
            }
        }
        await().atMost(RawClient.DEADLINE).until(() -> number(node, "commserver.operations.viewers") == 0);
        double before = made(node);

        await().during(Duration.ofSeconds(4))
                .atMost(RawClient.DEADLINE)
                .untilAsserted(() ->
                        assertThat(made(node) - before).as("but for one that was under way").isLessThanOrEqualTo(1));
    }

    @Test
    void whoLooksAgainIsToldAgain() {
        look(node).next();
        streams.forEach(EventStream::close);
        await().atMost(RawClient.DEADLINE).until(() -> number(node, "commserver.operations.viewers") == 0);

        assertThat(look(node).next().path("node").asString()).startsWith("node-");
    }

    @Test
    void moreThanAFewAreToldToComeBack() {
        try (Management small = Management.start("commserver.operations.console.viewers=2")) {
            EventStream first = look(small);
            first.next();
            look(small).next();

            HttpResponse<String> third = node.send(Visitor.VIEWER, small.page(EVENTS));

            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("Retry-After")).hasValue("10");
            first.close();
            await().atMost(RawClient.DEADLINE).until(() -> number(small, "commserver.operations.viewers") == 1);
            look(small).next();
        }
    }

    @Test
    void whoReadsNothingHoldsNobodyUp() {
        RawSocket.Dial dial =
                node.operators()
                        .path(EVENTS)
                        .receiveBuffer(1024)
                        .header("Authorization: " + Visitor.VIEWER.authorization());
        try (var asleep = new RawSocket(dial)) {
            asleep.write(dial.get());
            await().atMost(RawClient.DEADLINE).until(() -> number(node, "commserver.operations.viewers") == 1);
            EventStream awake = look(node);
            Instant first = at(awake.next());
            Instant last = first;
            for (int i = 0; i < 4; i++) {
                last = at(awake.next());
            }

            // whoever takes nothing is cut after thirty seconds
            assertThat(Duration.between(first, last)).isLessThan(Duration.ofSeconds(25));
        }
        await().atMost(RawClient.DEADLINE).until(() -> number(node, "commserver.operations.viewers") == 1);
    }

    @Test
    void theNumberOfViewersMustBeOne() {
        assertThatThrownBy(() -> Management.start("commserver.operations.console.viewers=0").close())
                .hasStackTraceContaining("commserver.operations.console.viewers must be at least 1");
    }

    private EventStream look(Management at) {
        var stream = EventStream.open(at.page(EVENTS).header("Authorization", Visitor.VIEWER.authorization()));
        streams.add(stream);
        return stream;
    }

    private static HttpResponse<String> get(String path) {
        HttpResponse<String> answer = node.send(Visitor.VIEWER, node.page(path));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private static int status(String path, Visitor visitor) {
        return node.send(visitor, node.page(path)).statusCode();
    }

    private static Instant at(JsonNode event) {
        return Instant.parse(event.path("at").asString());
    }

    private static double made(Management at) {
        return number(at, "commserver.operations.snapshots");
    }

    private static double number(Management at, String meter) {
        return at.json("/metrics/" + meter).path("measurements").get(0).path("value").asDouble();
    }
}
