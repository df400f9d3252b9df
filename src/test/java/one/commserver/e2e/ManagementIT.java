package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import one.commserver.e2e.Management.Visitor;
import one.commserver.telemetry.Catalogue;
import one.commserver.telemetry.MeterSpec;
import one.commserver.transport.ConnectionManager;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Who may ask for what at the management port: decision 0014.
class ManagementIT {

    /// As `docs/metrics.md` has them.
    private static final Set<String> PLATFORM =
            Set.of("jvm.", "process.", "system.", "disk.", "executor.", "logback.", "application.");

    private static Management node;

    @BeforeAll
    static void start() {
        node = Management.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/health,           200, 200, 200, 401",
        "/health/liveness,  200, 200, 200, 401",
        "/health/readiness, 200, 200, 200, 401",
        "/prometheus,       200, 200, 200, 401",
        "'',                401, 200, 200, 401",
        "/metrics,          401, 200, 200, 401",
        "/loggers,          401, 200, 200, 401",
        "/drain,            401, 200, 200, 401",
        "/limits,           401, 200, 200, 401",
        "/limits/x,         401, 404, 404, 401",
        "/sbom,             401, 200, 200, 401",
        "/threaddump,       401, 200, 200, 401",
        "/connections,      401, 200, 200, 401",
        "/connections/c0,   401, 404, 404, 401",
        "/connectionreport, 401, 200, 200, 401",
        "/env,              401, 404, 404, 401",
        "/heapdump,         401, 404, 404, 401",
        "/shutdown,         401, 404, 404, 401",
    })
    void whoMayLookAtWhat(String path, int anonymous, int viewer, int operator, int wrong) {
        assertThat(node.get(path, Visitor.ANONYMOUS).statusCode()).isEqualTo(anonymous);
        assertThat(node.get(path, Visitor.VIEWER).statusCode()).isEqualTo(viewer);
        assertThat(node.get(path, Visitor.OPERATOR).statusCode()).isEqualTo(operator);
        assertThat(node.get(path, Visitor.WRONG_PASSWORD).statusCode()).isEqualTo(wrong);
        assertThat(node.get(path, Visitor.UNKNOWN_NAME).statusCode()).isEqualTo(wrong);
    }

    @ParameterizedTest
    @CsvSource({"ANONYMOUS, 401", "VIEWER, 403", "OPERATOR, 204", "WRONG_PASSWORD, 401", "UNKNOWN_NAME, 401"})
    void onlyAnOperatorChangesAnything(Visitor visitor, int status) {
        assertThat(node.send(visitor, change()).statusCode()).isEqualTo(status);
    }

    @Test
    void healthTellsStrangersNoDetails() {
        assertThat(node.get("/health", Visitor.ANONYMOUS).body()).contains("UP").doesNotContain("components");
        assertThat(node.get("/health", Visitor.VIEWER).body()).contains("components", "watch");
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, same-origin,           204",
        "Sec-Fetch-Site, none,                  204",
        "Sec-Fetch-Site, cross-site,            403",
        "Sec-Fetch-Site, same-site,             403",
        "Sec-Fetch-Site, '',                    403",
        "Origin,         http://evil.example,   403",
        "Origin,         null,                  403",
        "Origin,         http://127.0.0.1:1,    403",
        "Origin,         '::',                  403",
    })
    void anotherSiteCannotMakeABrowserChangeAnything(String header, String value, int status) {
        assertThat(node.send(Visitor.OPERATOR, change().header(header, value)).statusCode()).isEqualTo(status);
    }

    @Test
    void aPageOfTheNodeItselfMayChangeSomething() {
        String here = "http://127.0.0.1:" + node.operators().port();

        assertThat(node.send(Visitor.OPERATOR, change().header("Origin", here)).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @EnumSource(names = {"ANONYMOUS", "OPERATOR"})
    void anotherSiteMayNotReadWhatABrowserGets(Visitor visitor) {
        HttpResponse<String> answer =
                node.send(visitor, node.request("/health").header("Origin", "http://evil.example"));

        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.headers().firstValue("Cross-Origin-Resource-Policy")).hasValue("same-origin");
    }

    @Test
    void answersTellBrowsersToBeCarefulAndNothingIsKept() {
        var headers = node.get("/connections", Visitor.VIEWER).headers();

        assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'", "frame-ancestors 'none'");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(headers.firstValue("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(headers.firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void whoIsRefusedLearnsHowToLogInAndNothingElse() {
        HttpResponse<String> answer = node.get("/connections", Visitor.WRONG_PASSWORD);

        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Basic");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"ANONYMOUS", "OPERATOR"})
    void noClientComesInAtTheManagementPort(Visitor visitor) {
        var links = node.context().getBean(ConnectionManager.class);
        // that of another test may not be counted out yet
        await().atMost(RawClient.DEADLINE).until(() -> links.connectionCount() == 0);
        for (String path : List.of("/", "/actuator/health", "/actuator/prometheus", "/a/..%2f;/b")) {
            RawSocket.Dial dial = node.operators().path(path);
            if (visitor.authorization() != null) {
                dial = dial.header("Authorization: " + visitor.authorization());
            }
            try (var socket = new RawSocket(dial)) {
                socket.write(dial.upgrade("13"));

                assertThat(socket.answer().status()).isBetween(400, 403);
            }
        }
        assertThat(links.connectionCount()).isZero();
    }

    @Test
    void loginsAreCounted() {
        node.get("/metrics", Visitor.VIEWER);
        node.get("/metrics", Visitor.WRONG_PASSWORD);

        assertThat(node.get("/prometheus", Visitor.ANONYMOUS).body())
                .containsPattern("commserver_operations_logins_total\\{result=\"accepted\",way=\"password\"} [1-9]")
                .containsPattern("commserver_operations_logins_total\\{result=\"refused\",way=\"password\"} [1-9]");
    }

    @Test
    void whatAnotherSiteHasAskedForIsCounted() {
        node.send(Visitor.ANONYMOUS, change().header("Sec-Fetch-Site", "cross-site"));

        assertThat(node.get("/prometheus", Visitor.ANONYMOUS).body())
                .containsPattern("commserver_operations_actions_total\\{result=\"cross_site\"} [1-9]");
    }

    /// Whoever counts what isn't in `docs/metrics.md` is found here, the framework included.
    @Test
    void thereAreNoMetersButOursAndThoseOfThePlatform() {
        try (var client = RawClient.dial(node.clients()).login(Who.anybody())) {
            client.leave();
        }
        node.get("/connections", Visitor.ANONYMOUS);
        node.get("/connections", Visitor.VIEWER);
        node.get("/connections", Visitor.WRONG_PASSWORD);
        var ours = Catalogue.all().stream().map(MeterSpec::name).collect(Collectors.toSet());

        List<String> names = new ArrayList<>();
        node.json("/metrics").path("names").forEach(name -> names.add(name.asString()));

        assertThat(names)
                .contains("commserver.operations.logins", "jvm.memory.used")
                .allMatch(name -> ours.contains(name) || PLATFORM.stream().anyMatch(name::startsWith));
    }

    @Test
    void metersCanBeClosedToo() {
        try (Management closed = Management.start("commserver.operations.open-metrics=false")) {
            assertThat(closed.get("/prometheus", Visitor.ANONYMOUS).statusCode()).isEqualTo(401);
            assertThat(closed.get("/prometheus", Visitor.VIEWER).statusCode()).isEqualTo(200);
            assertThat(closed.get("/health", Visitor.ANONYMOUS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void bothPortsCannotBeOne() {
        assertThatThrownBy(() -> Management.start("server.port=18080", "management.server.port=18080").close())
                .hasStackTraceContaining("management.server.port must be another port than server.port");
    }

    private static HttpRequest.Builder change() {
        return node.request("/loggers/one.commserver.e2e")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"configuredLevel\":\"INFO\"}"));
    }
}
