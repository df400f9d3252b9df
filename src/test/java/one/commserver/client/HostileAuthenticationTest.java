package one.commserver.client;

import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.authentication.AuthenticationException;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionError;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionProblem;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.wire.CloseStatus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.TcpServer;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/// A server that lies or fails before a client is in.
class HostileAuthenticationTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void anotherAlgorithmIsNotSignedFor() {
        var server =
                new LyingServer() {
                    @Override
                    void auth(Socket socket, Auth auth) {
                        Challenge honest = challenge(auth);
                        socket.tell(
                                new Challenge(
                                        null,
                                        honest.nonce(),
                                        SignatureAlgorithm.ECDSA_P256,
                                        honest.audience(),
                                        honest.expires()));
                    }
                };

        refuses(server, "another algorithm");
    }

    @Test
    void anotherAudienceIsNotSignedFor() {
        var server =
                new LyingServer() {
                    @Override
                    void auth(Socket socket, Auth auth) {
                        Challenge honest = challenge(auth);
                        socket.tell(
                                new Challenge(
                                        null, honest.nonce(), honest.algorithm(), "bank.example", honest.expires()));
                    }
                };

        refuses(server, "another audience");
    }

    @Test
    void aSecondChallengeIsNotSignedFor() {
        var server =
                new LyingServer() {
                    @Override
                    void response(Socket socket) {
                        socket.tell(
                                new Challenge(
                                        null,
                                        Bytes.of(new byte[32]),
                                        SignatureAlgorithm.ED25519,
                                        "127.0.0.1:" + port(),
                                        "2100-01-01T00:00:00.000Z"));
                    }
                };

        try (server) {
            assertThatThrownBy(() -> connect(new ClientFixture(server.port()).client()))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("second challenge");
        }
    }

    @Test
    void successWithoutProofIsNone() {
        refuses(
                new LyingServer() {
                    @Override
                    void auth(Socket socket, Auth auth) {
                        socket.tell(success(false));
                    }
                },
                "without a response");
    }

    @Test
    void garbageIsRefused() {
        refuses(
                new LyingServer() {
                    @Override
                    void auth(Socket socket, Auth auth) {
                        socket.text("{\"type\":7}");
                    }
                },
                "broke the protocol");
    }

    @Test
    void bytesThatAreNoWebSocketFrameAreRefused() {
        refuses(
                new LyingServer() {
                    @Override
                    void auth(Socket socket, Auth auth) {
                        socket.raw(new byte[] {(byte) 0xff, 0x00, 0x12, 0x13});
                    }
                },
                "broke the protocol");
    }

    @Test
    void anAnswerBeforeTheQuestionIsRefused() {
        refuses(
                new LyingServer() {
                    @Override
                    void opened(Socket socket) {
                        socket.text("x".repeat(20_000));
                    }
                },
                "broke the protocol");
    }

    static Stream<Limits> absurdLimits() {
        return Stream.of(
                new Limits(1, 1 << 30, 1, 1, 1L << 40, 1L << 40, 1, 1, 1),
                new Limits(65_536, 65_536, 1, 1, 1L << 40, 1L << 40, 1, 1, 1),
                new Limits(65_536, 65_536, 1, 1, 1L << 20, 1L << 40, 1, 1, 1),
                new Limits(65_536, 5, 1, 1, 65_536, 65_536, 1, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("absurdLimits")
    void limitsBeyondReasonAreRefused(Limits absurd) throws Exception {
        var server =
                new LyingServer() {
                    @Override
                    void response(Socket socket) {
                        socket.tell(new AuthSuccess(null, TOKEN, false, List.of(), 1000, absurd, List.of()));
                    }
                };

        try (server) {
            assertThatThrownBy(() -> connect(new ClientFixture(server.port()).client()))
                    .isInstanceOf(ClientException.ServerViolation.class);
        }
    }

    @Test
    void unknownMessagesAndFieldsAreIgnored() {
        var server =
                new LyingServer() {
                    @Override
                    void auth(Socket socket, Auth auth) {
                        socket.text("{\"type\":\"weather\",\"rain\":true}");
                        socket.tell(ErrorMessage.of(ErrorCode.RATE_LIMITED, null));
                        super.auth(socket, auth);
                    }
                };

        try (server) {
            assertThat(connect(new ClientFixture(server.port()).client()).limits()).isEqualTo(LyingServer.LIMITS);
        }
    }

    @Test
    void whoNeverAnswersRunsOutOfTime() {
        var server =
                new LyingServer() {
                    @Override
                    void auth(Socket socket, Auth auth) {}
                };

        try (server) {
            CommClient client =
                    new ClientFixture(server.port())
                            .client(key(), "phone", builder -> builder.authenticationTimeout(SHORT));
            assertThatThrownBy(() -> connect(client)).isInstanceOf(ConnectionError.Timeout.class);
            assertThat(client.links()).isEmpty();
        }
    }

    /// The client has given up and waits for the answer to its close.
    @Test
    void aSuccessThatComesTooLateIsNoFailureOfTheClients() throws Exception {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        BlockingQueue<LyingServer.Socket> answered = new LinkedBlockingQueue<>();
        List<String> problems = new CopyOnWriteArrayList<>();
        Sinks.One<CloseStatus> closed = Sinks.one();
        var observer =
                new ConnectionObserver() {
                    @Override
                    public void error(Connection connection, ConnectionProblem problem) {
                        problems.add(problem.error());
                    }

                    @Override
                    public void closed(Connection connection, CloseStatus status) {
                        closed.tryEmitValue(status);
                    }
                };
        var server =
                new LyingServer() {
                    @Override
                    void response(Socket socket) {
                        socket.channel().config().setAutoRead(false);
                        answered.add(socket);
                    }
                };

        try (server) {
            CommClient client =
                    new ClientFixture(server.port())
                            .client(
                                    key(),
                                    "phone",
                                    builder -> builder.timers(time).observer(observer).closePatience(SHORT));
            var link = client.connect(ConnectionKind.DATA).toFuture();
            LyingServer.Socket socket = answered.take();
            time.advanceTimeBy(Duration.ofMinutes(1));
            assertThat(link).failsWithin(ClientFixture.SOON);

            socket.tell(LyingServer.success(false));

            get(closed.asMono());
            assertThat(problems).noneMatch(problem -> problem.startsWith("internal error"));
        }
    }

    @Test
    void aCloseInBetweenIsToldWithItsReason() {
        var server =
                new LyingServer() {
                    @Override
                    void auth(Socket socket, Auth auth) {
                        socket.close(1013, "Close called: Try again later");
                    }
                };

        refuses(server, "1013");
    }

    @Test
    void theTokenGoesOnlyIntoTheNextAuthOfItsSlot() throws Exception {
        try (var server = new LyingServer()) {
            CommClient client = new ClientFixture(server.port()).client();
            connect(client);
            connect(client);
            get(client.connect(ConnectionKind.DATA, "other"));
            get(client.connect(ConnectionKind.CONTROL));

            assertThat(server.heard(Auth.class).session()).isNull();
            assertThat(server.heard(Auth.class).session()).isEqualTo(LyingServer.TOKEN);
            assertThat(server.heard(Auth.class).session()).isNull();
            assertThat(server.heard(Auth.class).session()).isNull();
            assertThat(client + " " + client.links()).doesNotContain(LyingServer.TOKEN);
        }
    }

    @Test
    void channelsOfAResumedSessionAreClosed() throws Exception {
        var server =
                new LyingServer() {
                    @Override
                    void response(Socket socket) {
                        var channel = new ChannelSummary(7, key().identity(), ChannelSummary.State.OPEN, 1);
                        socket.tell(new AuthSuccess(null, TOKEN, true, List.of(), 60_000, LIMITS, List.of(channel)));
                    }
                };

        try (server) {
            connect(new ClientFixture(server.port()).client());

            assertThat(server.heard(ChannelClose.class).channel()).isEqualTo(7);
        }
    }

    @Test
    void aServerThatDoesNotConfirmTheSubprotocolIsRefused() {
        DisposableServer server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .route(routes -> routes.ws("/**", (in, out) -> in.receive().then()))
                        .bindNow();

        failsToConnect(server);
    }

    @Test
    void aServerThatIsNoneIsRefused() {
        failsToConnect(
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .handle((request, response) -> response.status(401).send())
                        .bindNow());
    }

    @Test
    void aRedirectIsNotFollowed() {
        failsToConnect(
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .handle((request, response) -> response.sendRedirect("ws://127.0.0.1:1/"))
                        .bindNow());
    }

    @Test
    void aSilentSocketRunsOutOfTime() {
        DisposableServer server =
                TcpServer.create().host("127.0.0.1").port(0).handle((in, out) -> in.receive().then()).bindNow();
        try {
            CommClient client =
                    new ClientFixture(server.port()).client(key(), "phone", builder -> builder.connectTimeout(SHORT));
            assertThatThrownBy(() -> connect(client)).isInstanceOf(ConnectionError.Timeout.class);
        } finally {
            server.disposeNow(ClientFixture.SOON);
        }
    }

    private static void failsToConnect(DisposableServer server) {
        try {
            assertThatThrownBy(() -> connect(new ClientFixture(server.port()).client()))
                    .isInstanceOf(ConnectionError.ConnectionFailed.class);
        } finally {
            server.disposeNow(ClientFixture.SOON);
        }
    }

    /// The client stops, says why, and signs nothing.
    private static void refuses(LyingServer server, String why) {
        try (server) {
            CommClient client = new ClientFixture(server.port()).client();
            assertThatThrownBy(() -> connect(client))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining(why);
            assertThat(server.heard).noneMatch(Response.class::isInstance);
            assertThat(client.links()).isEmpty();
        }
    }
}
