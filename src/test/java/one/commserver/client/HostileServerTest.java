package one.commserver.client;

import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.LyingServer.Socket;
import one.commserver.connection.ConnectionEnd;
import one.commserver.crypto.Identity;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ConnectionMessage.ConnectionConflict;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.ServerMessage;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/// A server that fails, keeps silent or is late once a client is in.
class HostileServerTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    /// How long [#patient] waits for an answer.
    private static final Duration REQUEST = Duration.ofMinutes(1);

    @Test
    void aCloseWhoseDataIsNeverConfirmedDoesNotLookOrderly() throws Exception {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        try (var server = new LyingServer()) {
            ClientLink link = connect(patient(server, time));
            Channel channel = get(link.openChannel(key().identity()));
            get(channel.send(Mono.just(ByteBuffer.allocate(8))).thenReturn(true));

            channel.close("done").subscribe();
            // it has begun to close
            get(link.heartbeat());
            time.advanceTimeBy(REQUEST);

            assertThat(server.heard(ChannelClose.class).reason()).isEqualTo("close_timeout");
        }
    }

    @Test
    void whatIsUnknownIsIgnored() {
        var server =
                answeringHeartbeats((socket, ref) -> {
                    socket.text("{\"type\":\"weather\",\"rain\":[1,{\"x\":null}]}");
                    socket.text("{\"type\":\"heartbeat_ack\",\"ref\":\"" + ref + "\",\"mood\":\"good\"}");
                });

        try (server) {
            assertThat(get(connect(new ClientFixture(server.port()).client()).heartbeat())).isPositive();
        }
    }

    @Test
    void aCloseInBetweenFailsWhatWaits() {
        var server =
                new LyingServer() {
                    @Override
                    void open(Socket socket, ChannelOpen open) {
                        socket.close(1012, "Close called: Service restart");
                    }
                };

        try (server) {
            ClientLink link = connect(new ClientFixture(server.port()).client());

            assertThatThrownBy(() -> get(link.openChannel(key().identity())))
                    .isInstanceOfSatisfying(
                            ClientException.LinkClosed.class,
                            closed -> {
                                assertThat(closed.end().by()).isEqualTo(ConnectionEnd.By.REMOTE);
                                assertThat(closed.end().reconnect()).isEqualTo(CloseReason.Reconnect.LATER);
                            });
        }
    }

    @Test
    void aCutSocketFailsWhatWasAskedForAndLeavesWhatIsOpen() {
        var server =
                new LyingServer() {
                    private boolean once;

                    @Override
                    void open(Socket socket, ChannelOpen open) {
                        if (once) {
                            socket.cut();
                        } else {
                            once = true;
                            super.open(socket, open);
                        }
                    }
                };

        try (server) {
            ClientLink link = connect(new ClientFixture(server.port()).client());
            Channel channel = get(link.openChannel(key().identity()));

            assertThatThrownBy(() -> get(link.openChannel(key().identity())))
                    .isInstanceOf(ClientException.LinkClosed.class);
            assertThat(get(link.closed()).reconnect()).isEqualTo(CloseReason.Reconnect.NOW);
            assertThat(channel.closed().toFuture()).isNotDone();
        }
    }

    @Test
    void aSilentServerIsGivenUpByTheHeartbeat() {
        var server =
                new LyingServer() {
                    @Override
                    void response(Socket socket) {
                        socket.tell(new AuthSuccess(null, TOKEN, false, List.of(), 1, LIMITS, List.of()));
                    }

                    @Override
                    void heartbeat(Socket socket, Heartbeat heartbeat) {}
                };

        try (server) {
            ClientLink link = get(impatient(server).connect(ConnectionKind.CONTROL));

            LinkEnd end = get(link.closed());

            assertThat(end.cause()).isInstanceOf(ClientException.RequestTimedOut.class);
            assertThat(end.status().code()).isNotEqualTo(1000);
            assertThat(end.reconnect()).isEqualTo(CloseReason.Reconnect.NOW);
        }
    }

    /// The one that was taken over: its socket is dead, so the server's word that it was replaced never comes.
    @Test
    void aDeadLinkWhoseSessionHasGoneOnIsGivenUp() {
        var server =
                new LyingServer() {
                    @Override
                    void response(Socket socket) {
                        socket.tell(new AuthSuccess(null, TOKEN, true, List.of(), 1, LIMITS, List.of()));
                    }
                };

        try (server) {
            CommClient client =
                    new ClientFixture(server.port())
                            .client(key(), "phone", builder -> builder.requestTimeout(Duration.ofSeconds(5)));
            ClientLink former = get(client.connect(ConnectionKind.CONTROL));
            ClientLink next = get(client.connect(ConnectionKind.CONTROL));

            assertThat(get(former.closed()).cause()).isInstanceOf(ClientException.LinkClosed.class);
            assertThat(get(next.heartbeat())).isPositive();
        }
    }

    @Test
    void aChannelThatIsOpenedTooLateIsClosedAtOnce() throws Exception {
        Sinks.One<Runnable> late = Sinks.one();
        var server =
                new LyingServer() {
                    @Override
                    void open(Socket socket, ChannelOpen open) {
                        late.tryEmitValue(() -> super.open(socket, open));
                    }
                };

        try (server) {
            ClientLink link = connect(impatient(server));
            assertThatThrownBy(() -> get(link.openChannel(key().identity())))
                    .isInstanceOf(ClientException.RequestTimedOut.class);

            get(late.asMono()).run();

            assertThat(server.heard(ChannelClose.class).channel()).isEqualTo(1);
        }
    }

    @Test
    void aCloseThatIsNeverAnsweredEndsAllTheSame() throws Exception {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        try (var server = new LyingServer()) {
            ClientLink link = connect(patient(server, time));
            Channel channel = get(link.openChannel(key().identity()));
            channel.send(Flux.never()).subscribe(ignored -> {}, failure -> {});

            var closed = channel.close().toFuture();
            // it has begun to close
            get(link.heartbeat());
            time.advanceTimeBy(REQUEST);
            server.heard(ChannelClose.class);
            time.advanceTimeBy(REQUEST);

            assertThat(closed)
                    .succeedsWithin(ClientFixture.SOON)
                    .isEqualTo(new ChannelEnd(ClosedBy.SERVER, "close_timeout"));
        }
    }

    @Test
    void nobodyListeningDeclinesByItself() throws Exception {
        var server =
                new LyingServer() {
                    @Override
                    void ready(Socket socket) {
                        socket.tell(offer(1, key().identity(), "tablet"));
                    }
                };

        try (server) {
            connect(new ClientFixture(server.port()).client());

            assertThat(server.heard(ChannelReject.class).reason()).isEqualTo("not_listening");
        }
    }

    /// The application neither takes nor declines them, and the server never says that they are gone.
    @Test
    void offersThatAreNeverAnsweredAreBounded() throws Exception {
        var server =
                new LyingServer() {
                    @Override
                    void heartbeat(Socket socket, Heartbeat heartbeat) {
                        Identity peer = key().identity();
                        for (int number = 1; number <= Openings.MAX_UNANSWERED + 1; number++) {
                            socket.tell(offer(number, peer, "tablet"));
                        }
                        super.heartbeat(socket, heartbeat);
                    }
                };

        try (server) {
            ClientLink link = connect(new ClientFixture(server.port()).client());
            Mono<Long> shown = link.offers().take(Openings.MAX_UNANSWERED).count().cache();
            shown.subscribe();
            link.heartbeat().subscribe();

            assertThat(get(shown)).isEqualTo(Openings.MAX_UNANSWERED);
            ChannelReject declined = server.heard(ChannelReject.class);
            assertThat(declined.channel()).isEqualTo(Openings.MAX_UNANSWERED + 1);
            assertThat(declined.reason()).isEqualTo("busy");
        }
    }

    @Test
    void whatComesRightBehindTheAuthenticationIsHeardByWhoeverConnects() {
        var server =
                new LyingServer() {
                    @Override
                    void response(Socket socket) {
                        socket.together(
                                List.of(
                                        success(false),
                                        offer(1, key().identity(), "a"),
                                        offer(2, key().identity(), "b")));
                    }
                };

        try (server) {
            CommClient client = new ClientFixture(server.port()).client();
            Mono<List<String>> instances =
                    client.connect(ConnectionKind.DATA)
                            .flatMap(link -> link.offers().take(2).map(IncomingOffer::instance).collectList());

            assertThat(get(instances)).containsExactly("a", "b");
        }
    }

    @Test
    void warningsAndErrorsAreTold() {
        var conflict = new ConnectionConflict(null, "phone", ConnectionKind.DATA, "", 3);
        var server =
                answeringHeartbeats((socket, ref) -> {
                    socket.tell(conflict);
                    socket.tell(ErrorMessage.of(ErrorCode.RATE_LIMITED, null));
                    socket.tell(ErrorMessage.of(ErrorCode.CREDIT_EXCESS, null));
                });

        try (server) {
            ClientLink link = connect(new ClientFixture(server.port()).client());
            Mono<List<ServerMessage>> notices = link.notices().take(2).collectList().cache();
            Mono<ErrorMessage> error = link.errors().next().cache();
            notices.subscribe();
            error.subscribe();
            link.heartbeat().subscribe(ignored -> {}, failure -> {});

            assertThat(get(notices)).containsExactly(conflict, ErrorMessage.of(ErrorCode.RATE_LIMITED, null));
            assertThat(get(error).code()).isEqualTo("credit_excess");
        }
    }

    @Test
    void unansweredRequestsAreBounded() {
        var server = answeringHeartbeats((socket, ref) -> {});

        try (server) {
            ClientLink link = connect(new ClientFixture(server.port()).client());
            Flux.range(0, Pulse.MAX_WAITING)
                    .flatMap(i -> link.heartbeat(), Pulse.MAX_WAITING)
                    .subscribe(ignored -> {}, failure -> {});

            assertThatThrownBy(() -> get(link.heartbeat())).isInstanceOf(ClientException.LimitReached.class);
        }
    }

    /// Somebody who waits for no answer for long.
    private static CommClient impatient(LyingServer server) {
        return new ClientFixture(server.port()).client(key(), "phone", builder -> builder.requestTimeout(SHORT));
    }

    /// Somebody whose time is the test's.
    private static CommClient patient(LyingServer server, VirtualTimeScheduler time) {
        return new ClientFixture(server.port())
                .client(key(), "phone", builder -> builder.timers(time).requestTimeout(REQUEST));
    }

    private static LyingServer answeringHeartbeats(BiConsumer<Socket, String> answer) {
        return new LyingServer() {
            @Override
            void heartbeat(Socket socket, Heartbeat heartbeat) {
                answer.accept(socket, heartbeat.ref());
            }
        };
    }
}
