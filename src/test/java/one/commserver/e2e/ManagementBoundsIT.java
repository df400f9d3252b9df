package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import one.commserver.e2e.Management.Visitor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/// How much of a node whoever reaches the management port can take without a password.
class ManagementBoundsIT {

    private static final String HEALTH = "/actuator/health";

    @Test
    void whoGuessesHasToWait() {
        try (Management shy = Management.start("commserver.operations.failed-logins=2")) {
            assertThat(shy.get("/metrics", Visitor.WRONG_PASSWORD).statusCode()).isEqualTo(401);
            assertThat(shy.get("/metrics", Visitor.WRONG_PASSWORD).statusCode()).isEqualTo(401);

            HttpResponse<String> answer = shy.get("/metrics", Visitor.OPERATOR);

            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow())).isBetween(1, 31);
            assertThat(shy.get("/health", Visitor.ANONYMOUS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoGuessesOneNameLocksNobodyElseOut() {
        try (Management shy = Management.start("commserver.operations.failed-logins=1")) {
            assertThat(shy.get("/metrics", Visitor.WRONG_PASSWORD).statusCode()).isEqualTo(401);
            assertThat(shy.get("/metrics", Visitor.WRONG_PASSWORD).statusCode()).isEqualTo(429);

            assertThat(shy.get("/metrics", Visitor.UNKNOWN_NAME).statusCode()).isEqualTo(401);
            assertThat(shy.get("/metrics", Visitor.UNKNOWN_NAME).statusCode()).isEqualTo(429);
            assertThat(shy.get("/metrics", Visitor.VIEWER).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoWasLetInBeforeIsNotLockedOut() {
        try (Management shy = Management.start("commserver.operations.failed-logins=1")) {
            assertThat(shy.get("/metrics", Visitor.OPERATOR).statusCode()).isEqualTo(200);
            assertThat(shy.get("/metrics", Visitor.WRONG_PASSWORD).statusCode()).isEqualTo(401);
            assertThat(shy.get("/metrics", Visitor.WRONG_PASSWORD).statusCode()).isEqualTo(429);

            assertThat(shy.get("/metrics", Visitor.OPERATOR).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void guessesAtTheSameMomentAreCountedAsWell() throws Exception {
        try (Management shy = Management.start("commserver.operations.failed-logins=2");
                var guessers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(guessers.submit(() -> shy.get("/metrics", Visitor.WRONG_PASSWORD).statusCode()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }

            assertThat(statuses).allMatch(status -> status == 401 || status == 429 || status == 503);
            assertThat(statuses.stream().filter(status -> status == 401)).hasSizeBetween(1, 2);
        }
    }

    /// In a cluster the framework would believe it by itself.
    @ParameterizedTest
    @ValueSource(strings = {"spring.main.cloud-platform=kubernetes", "server.forward-headers-strategy=native"})
    void whoGuessesCannotSayThatItIsSomebodyElse(String platform) {
        try (Management shy = Management.start("commserver.operations.failed-logins=1", platform)) {
            assertThat(guess(shy, "192.0.2.1")).isEqualTo(401);
            assertThat(guess(shy, "192.0.2.2")).isEqualTo(429);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET " + HEALTH + " HTTP/1.1\r\nHost: loc"})
    void whoTakesTooLongToAskIsCut(String begun) {
        try (Management node = Management.start("commserver.operations.request-timeout=500ms");
                var socket = new RawSocket(node.operators())) {
            isCut(() -> {
                socket.write(begun);
                socket.answer();
            });
        }
    }

    @Test
    void whoTakesTooLongToSayWhatItWantsChangedIsCut() {
        try (Management node = Management.start("commserver.operations.request-timeout=500ms")) {
            RawSocket.Dial dial =
                    node.operators()
                            .path("/actuator/loggers/x")
                            .header("Authorization: " + Visitor.OPERATOR.authorization())
                            .header("Content-Type: application/json")
                            .header("Content-Length: 100");
            try (var socket = new RawSocket(dial)) {
                isCutOrTold(() -> {
                    socket.write(dial.get().replaceFirst("GET", "POST") + "{");
                    return socket.answer();
                });
            }
        }
    }

    /// A server that had answered the first question on another thread and the second one at once read no third one.
    @Test
    void whoAsksBeforeItIsAnsweredMayAskOn() {
        try (Management node = Management.start()) {
            RawSocket.Dial slow = node.operators().path(HEALTH);
            RawSocket.Dial quick = node.operators().path("/actuator/metrics");
            try (var socket = new RawSocket(slow)) {
                socket.write(slow.get() + quick.get());
                assertThat(socket.answer().status()).isEqualTo(200);
                assertThat(socket.answer().status()).isEqualTo(401);

                socket.write(slow.get());

                assertThat(socket.answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void thereAreNoMoreSocketsThanThereMayBe() {
        try (Management node = Management.start("commserver.operations.connections=2")) {
            RawSocket.Dial dial = node.operators().path(HEALTH);
            try (var one = new RawSocket(dial);
                    var other = new RawSocket(dial)) {
                assertThat(health(one, dial)).isEqualTo(200);
                assertThat(health(other, dial)).isEqualTo(200);
                try (var third = new RawSocket(dial)) {
                    isCut(() -> health(third, dial));
                }
                assertThat(health(one, dial)).isEqualTo(200);
            }
            await().atMost(RawClient.DEADLINE)
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> {
                        try (var next = new RawSocket(dial)) {
                            return health(next, dial) == 200;
                        }
                    });
        }
    }

    private static int health(RawSocket socket, RawSocket.Dial dial) {
        socket.write(dial.get());
        return socket.answer().status();
    }

    private static int guess(Management node, String forwardedFor) {
        return node.send(Visitor.WRONG_PASSWORD, node.request("/metrics").header("X-Forwarded-For", forwardedFor))
                .statusCode();
    }

    private static void isCutOrTold(Supplier<RawSocket.Answer> asking) {
        try {
            assertThat(asking.get().status()).isBetween(400, 503);
        } catch (UncheckedIOException cut) {
            assertThat(cut.getCause()).isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }

    private static void isCut(Runnable asking) {
        assertThatThrownBy(asking::run)
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .isInstanceOfAny(EOFException.class, SocketException.class);
    }
}
