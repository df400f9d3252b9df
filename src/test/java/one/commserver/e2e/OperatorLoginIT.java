package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.e2e.Management.Visitor;
import one.commserver.operations.access.PasswordTeller;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// How operators prove who they are.
class OperatorLoginIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Test
    void aPasswordIsMadeUpAndToldOnce() {
        try (Management node = bare("commserver.operations.generate-password=true")) {
            String login = told.remove();
            assertThat(login).matches("operator:[A-Za-z0-9_-]{22}");
            assertThat(told).isEmpty();

            assertThat(
                            status(
                                    node,
                                    "Basic "
                                            + Base64.getEncoder()
                                                    .encodeToString(login.getBytes(StandardCharsets.US_ASCII))))
                    .isEqualTo(200);
            assertThat(node.get("/connections", Visitor.OPERATOR).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void noPasswordIsMadeUpBesideOneThatIsChosen() {
        try (Management node =
                Management.bare(
                        starting ->
                                starting.registerBean(
                                        "told", PasswordTeller.class, this::teller, d -> d.setPrimary(true)),
                        Management.PASSWORDS[0],
                        "commserver.operations.generate-password=true")) {
            assertThat(told).isEmpty();
            assertThat(node.get("/connections", Visitor.VIEWER).statusCode()).isEqualTo(200);
            assertThat(node.get("/connections", Visitor.OPERATOR).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void withoutAPasswordNobodyLogsIn() {
        try (Management node = bare("commserver.operations.generate-password=false")) {
            assertThat(told).isEmpty();
            for (Visitor visitor : Visitor.values()) {
                assertThat(node.get("/connections", visitor).statusCode()).isEqualTo(401);
            }
            assertThat(node.get("/health", Visitor.ANONYMOUS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTokenSaysWhatItsOwnerMay(@TempDir Path folder) throws Exception {
        var tokens = new Tokens();
        try (Management node = bare(tokens.properties(folder, "commserver.operations.generate-password=true"))) {
            assertThat(told).isEmpty();

            assertThat(may(node, tokens.of(List.of("viewer")))).isEqualTo("200 403");
            assertThat(may(node, tokens.of("email operator"))).isEqualTo("200 204");
            assertThat(may(node, tokens.of(List.of("viewer", "operator")))).isEqualTo("200 204");
            assertThat(may(node, tokens.of(List.of("admin", "OPERATORS")))).isEqualTo("403 403");
            assertThat(may(node, tokens.of(7))).isEqualTo("403 403");
            assertThat(may(node, tokens.of("operator", "somebody-else", MINUTE))).isEqualTo("401 401");
            assertThat(may(node, tokens.of("operator", "commserver", MINUTE.multipliedBy(-5)))).isEqualTo("401 401");
            assertThat(may(node, new Tokens().of("operator"))).isEqualTo("401 401");
            assertThat(may(node, "Bearer nonsense")).isEqualTo("401 401");
            assertThat(node.get("/health", Visitor.ANONYMOUS).statusCode()).isEqualTo(200);

            assertThat(node.get("/prometheus", Visitor.ANONYMOUS).body())
                    .contains(
                            "commserver_operations_logins_total{result=\"accepted\",way=\"token\"} 10.0",
                            "commserver_operations_logins_total{result=\"refused\",way=\"token\"} 8.0");
        }
    }

    /// Else any token of a company's provider, made for whatever it is, would lead in.
    @Test
    void withoutAnAudienceThereAreNoTokens() {
        assertThatThrownBy(
                        () -> bare("spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/").close())
                .hasStackTraceContaining("spring.security.oauth2.resourceserver.jwt.audiences must be set");
    }

    @Test
    void thatTheProviderIsAwayIsNobodysFailure() throws Exception {
        try (Management node =
                Management.start(
                        "commserver.operations.failed-logins=1",
                        "spring.security.oauth2.resourceserver.jwt.audiences=commserver",
                        "spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/")) {
            String token = new Tokens().of("operator");

            assertThat(may(node, token)).isEqualTo("503 503");

            assertThat(node.get("/connections", Visitor.VIEWER).statusCode()).isEqualTo(200);
            assertThat(node.get("/connections", Visitor.OPERATOR).statusCode()).isEqualTo(200);
        }
    }

    private Management bare(String... properties) {
        return Management.bare(
                starting -> starting.registerBean("told", PasswordTeller.class, this::teller, d -> d.setPrimary(true)),
                properties);
    }

    private PasswordTeller teller() {
        return (name, password) -> told.add(name + ":" + password);
    }

    private static int status(Management node, String authorization) {
        return node.send(node.request("/connections").header("Authorization", authorization)).statusCode();
    }

    /// The answers to a request that looks and to one that changes.
    private static String may(Management node, String authorization) {
        var change =
                node.request("/loggers/one.commserver.e2e.token")
                        .header("Content-Type", "application/json")
                        .header("Authorization", authorization)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"configuredLevel\":\"INFO\"}"));
        return status(node, authorization) + " " + node.send(change).statusCode();
    }
}
