package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;

import one.commserver.e2e.Management.Visitor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/// What is written down of whoever changes something, and that nobody stops it whom it is written of.
@Isolated("a start of another server sets up logging anew")
class AuditIT {

    private static final String OFF = "{\"configuredLevel\":\"OFF\"}";

    private Tokens tokens;
    private Management node;
    private AuditLog log;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        tokens = new Tokens();
        node = Management.start(tokens.properties(folder));
        log = AuditLog.open();
    }

    @AfterEach
    void stop() {
        log.close();
        node.close();
    }

    @Test
    void whatIsAskedForIsWrittenBeforeItIsDone() {
        assertThat(
                        set("one.commserver.x", "{\"configuredLevel\":\"TRACE\"}", Visitor.OPERATOR.authorization())
                                .statusCode())
                .isEqualTo(204);

        says(
                "asked 1: password operator from 127.0.0.1: POST /actuator/loggers/one.commserver.x"
                        + " {\"configuredLevel\":\"TRACE\"}",
                "done 1: password operator from 127.0.0.1: POST /actuator/loggers/one.commserver.x"
                        + " {\"configuredLevel\":\"TRACE\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit", "%61udit"})
    void nobodySwitchesItOff(String name) {
        assertThat(set(name, OFF, Visitor.OPERATOR.authorization()).statusCode()).isEqualTo(403);

        says(
                "asked 1: password operator from 127.0.0.1: POST /actuator/loggers/" + name + " " + OFF,
                "refused 1: password operator from 127.0.0.1: POST /actuator/loggers/" + name + " " + OFF);
        assertThat(node.json("/loggers/audit").path("configuredLevel").asString()).isEqualTo("INFO");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sessions/ed25519:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE",
                "/sessions/ed25519%3AAbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE",
                "/sessions/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE",
                "/%73essions/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE",
                "/sessions/%41bCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE",
                "/explain/ed25519/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE",
                "/sessions/x?of=ed25519:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE",
            })
    void nobodysWholeIdentityIsWrittenDown(String path) {
        node.send(Visitor.OPERATOR, node.request(path).DELETE());

        assertThat(log.lines(2))
                .hasSize(2)
                .allMatch(line -> line.contains("DELETE /actuator/"))
                .noneMatch(line -> line.contains("IjKl"));
    }

    @Test
    void nobodysWholeIdentityIsWrittenDownFromABody() {
        set(
                "x",
                "{\"configuredLevel\":\"ed25519:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE\"}",
                Visitor.OPERATOR.authorization());

        assertThat(log.lines(2))
                .hasSize(2)
                .allMatch(line -> line.contains("AbCdEfGh"))
                .noneMatch(line -> line.contains("IjKl"));
    }

    @Test
    void itDoesNotFollowTheOthers() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var before = root.getLevel();
        try {
            assertThat(set("ROOT", OFF, Visitor.OPERATOR.authorization()).statusCode()).isEqualTo(204);

            says(
                    "asked 1: password operator from 127.0.0.1: POST /actuator/loggers/ROOT " + OFF,
                    "done 1: password operator from 127.0.0.1: POST /actuator/loggers/ROOT " + OFF);
        } finally {
            root.setLevel(before);
        }
    }

    @Test
    void aTokenIsNotTakenForAPasswordsName() throws Exception {
        assertThat(set("x", OFF, tokens.named("operator", "https://issuer.example")).statusCode()).isEqualTo(204);

        says(
                "asked 1: token operator of https://issuer.example from 127.0.0.1: POST /actuator/loggers/x " + OFF,
                "done 1: token operator of https://issuer.example from 127.0.0.1: POST /actuator/loggers/x " + OFF);
    }

    @Test
    void whoHasNoNameIsWrittenDown() throws Exception {
        for (String name : new String[] {"", " ", null}) {
            assertThat(set("x", OFF, tokens.named(name, null)).statusCode()).isEqualTo(204);
        }

        assertThat(log.lines(6)).hasSize(6).allMatch(line -> line.contains(": token ? of ? from 127.0.0.1: POST "));
    }

    @Test
    void aNameCannotPretendToBeMore() throws Exception {
        set("x", OFF, tokens.named("a from 192.0.2.1:\nPOST", null));

        assertThat(log.lines(2).getFirst())
                .startsWith("asked 1: token a_from_192.0.2.1:?POST of ? from 127.0.0.1: POST ");
    }

    @Test
    void whatMakesNoSenseIsRefusedAndHasNotFailed() {
        HttpResponse<String> answer = set("x", "{\"configuredLevel\":\"LOUD\"}", Visitor.OPERATOR.authorization());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(log.lines(2)).hasSize(2).last().asString().startsWith("refused 1: ");
    }

    @Test
    void whatIsTooLongIsRefused() {
        HttpResponse<String> answer = set("x", "x".repeat(10_000), Visitor.OPERATOR.authorization());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(log.lines(1)).singleElement().asString().startsWith("refused 1: ");
    }

    private HttpResponse<String> set(String logger, String body, String authorization) {
        return node.send(
                node.request("/loggers/" + logger)
                        .header("Content-Type", "application/json")
                        .header("Authorization", authorization)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private void says(String... expected) {
        assertThat(log.lines(expected.length)).containsExactly(expected);
    }
}
