package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;

import one.commserver.e2e.Management.Visitor;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is written down of whoever changes something, and that nobody stops it whom it is written of.
@Isolated("it switches the log of all off for a moment")
class AuditIT {

    private static final Pattern NUMBERED = Pattern.compile("(\\w+ )(\\d+)(: .*)");
    private static final String OFF = "{\"configuredLevel\":\"OFF\"}";

    private static Tokens tokens;
    private static Management node;
    private AuditLog log;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        tokens = new Tokens();
        node = Management.start(tokens.properties(folder));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void listen() {
        log = AuditLog.open(node);
    }

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    @Test
    void whatIsAskedForIsWrittenBeforeItIsDone() {
        assertThat(
                        set("one.commserver.x", "{\"configuredLevel\":\"TRACE\"}", Visitor.OPERATOR.authorization())
                                .statusCode())
                .isEqualTo(204);

        says(
                "asked 1: password operator from here: POST /actuator/loggers/one.commserver.x"
                        + " {\"configuredLevel\":\"TRACE\"}",
                "done 1: password operator from here: POST /actuator/loggers/one.commserver.x"
                        + " {\"configuredLevel\":\"TRACE\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit", "%61udit"})
    void nobodySwitchesItOff(String name) {
        assertThat(set(name, OFF, Visitor.OPERATOR.authorization()).statusCode()).isEqualTo(403);

        says(
                "asked 1: password operator from here: POST /actuator/loggers/" + name + " " + OFF,
                "refused 1: password operator from here: POST /actuator/loggers/" + name + " " + OFF);
        assertThat(node.json("/loggers/audit").path("configuredLevel").asString()).isEqualTo("INFO");
    }

    @Test
    void theLevelOfALogIsChanged() {
        String logger = "one.commserver.e2e.nobody";

        assertThat(set(logger, "{\"configuredLevel\":\"TRACE\"}", Visitor.OPERATOR.authorization()).statusCode())
                .isEqualTo(204);

        assertThat(node.json("/loggers/" + logger).path("effectiveLevel").asString()).isEqualTo("TRACE");
        says(
                "asked 1: password operator from here: POST /actuator/loggers/"
                        + logger
                        + " {\"configuredLevel\":\"TRACE\"}",
                "done 1: password operator from here: POST /actuator/loggers/"
                        + logger
                        + " {\"configuredLevel\":\"TRACE\"}");
    }

    /// What libraries tell there has identities and what is stored in it; and what was changed stays written down.
    @ParameterizedTest
    @CsvSource({
        "ROOT, TRACE, 400",
        "io.lettuce, DEBUG, 400",
        "one.commserverx, DEBUG, 400",
        "web, TRACE, 400",
        "audit, OFF, 403",
        "io.lettuce, WARN, 204"
    })
    void whatMustNotBeTurnedUpOrOffIsRefused(String logger, String level, int status) {
        String body = "{\"configuredLevel\":\"" + level + "\"}";

        assertThat(set(logger, body, Visitor.OPERATOR.authorization()).statusCode()).isEqualTo(status);

        assertThat(lines(2)).hasSize(2).last().asString().startsWith(status == 204 ? "done 1: " : "refused 1: ");
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
                    "asked 1: password operator from here: POST /actuator/loggers/ROOT " + OFF,
                    "done 1: password operator from here: POST /actuator/loggers/ROOT " + OFF);
        } finally {
            root.setLevel(before);
        }
    }

    @Test
    void aTokenIsNotTakenForAPasswordsName() throws Exception {
        assertThat(set("x", OFF, tokens.named("operator", "https://issuer.example")).statusCode()).isEqualTo(204);

        says(
                "asked 1: token operator of https://issuer.example from here: POST /actuator/loggers/x " + OFF,
                "done 1: token operator of https://issuer.example from here: POST /actuator/loggers/x " + OFF);
    }

    @Test
    void whoHasNoNameIsWrittenDown() throws Exception {
        for (String name : new String[] {"", " ", null}) {
            assertThat(set("x", OFF, tokens.named(name, null)).statusCode()).isEqualTo(204);
        }

        assertThat(log.lines(6)).hasSize(6).allMatch(line -> line.contains(": token ? of ? from here: POST "));
    }

    @Test
    void aNameCannotPretendToBeMore() throws Exception {
        set("x", OFF, tokens.named("a from 192.0.2.1:\nPOST", null));

        assertThat(lines(2).getFirst()).startsWith("asked 1: token a_from_192.0.2.1:?POST of ? from here: POST ");
    }

    @Test
    void whatMakesNoSenseIsRefusedAndHasNotFailed() {
        HttpResponse<String> answer = set("x", "{\"configuredLevel\":\"LOUD\"}", Visitor.OPERATOR.authorization());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(lines(2)).hasSize(2).last().asString().startsWith("refused 1: ");
    }

    @Test
    void whatIsTooLongIsRefused() {
        HttpResponse<String> answer = set("x", "x".repeat(10_000), Visitor.OPERATOR.authorization());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(lines(1)).singleElement().asString().startsWith("refused 1: ");
    }

    private static HttpResponse<String> set(String logger, String body, String authorization) {
        return node.send(
                node.request("/loggers/" + logger)
                        .header("Content-Type", "application/json")
                        .header("Authorization", authorization)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private void says(String... expected) {
        assertThat(lines(expected.length)).containsExactly(expected);
    }

    /// The node counts on from test to test; here the first of each is 1.
    private List<String> lines(int least) {
        List<String> lines = log.lines(least);
        long before = Long.parseLong(numbered(lines.getFirst()).group(2)) - 1;
        return lines.stream()
                .map(AuditIT::numbered)
                .map(line -> line.group(1) + (Long.parseLong(line.group(2)) - before) + line.group(3))
                .toList();
    }

    private static Matcher numbered(String line) {
        Matcher numbered = NUMBERED.matcher(line);
        assertThat(numbered.matches()).as(line).isTrue();
        return numbered;
    }
}
