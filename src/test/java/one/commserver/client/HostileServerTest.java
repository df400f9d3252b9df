package one.commserver.client;

import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.LyingServer.Socket;
import one.commserver.client.flow.Frames;
import one.commserver.connection.ConnectionEnd;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A server that lies or fails once a client is in.
class HostileServerTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    static Stream<Arguments> liesAboutAChannel() {
        return Stream.of(
                lie(
                        "more data than granted",
                        socket -> {
                            socket.binary(data(1, 60_000));
                            socket.binary(data(1, 6_000));
                        }),
                lie("data on a channel that never was", socket -> socket.binary(data(9, 1))),
                lie("data on channel 0", socket -> socket.binary(data(0, 1))),
                lie("data on a negative channel", socket -> socket.binary(data(-1, 1))),
                lie(
                        "data on an offer",
                        socket -> {
                            socket.tell(LyingServer.offer(2, key().identity(), "tablet"));
                            socket.binary(data(2, 1));
                        }),
                lie("a frame of another kind", socket -> socket.binary(ByteBuffer.wrap(new byte[] {3, 0, 0, 0, 1}))),
                lie("a frame without its header", socket -> socket.binary(ByteBuffer.wrap(new byte[] {1, 0, 0, 0}))),
                lie(
                        "a flow frame that is too short",
                        socket -> socket.binary(ByteBuffer.wrap(new byte[] {2, 0, 0, 0, 1, 0}))),
                lie("credit beyond the window", socket -> socket.binary(Frames.flow(1, 0, 131_073))),
                lie("credit beyond all numbers", socket -> socket.binary(Frames.flow(1, 0, -1))),
                lie("credit taken back", socket -> socket.binary(Frames.flow(1, 0, 65_535))),
                lie("more received than sent", socket -> socket.binary(Frames.flow(1, 1, 65_536))),
                lie("a frame beyond the limit", socket -> socket.binary(data(1, 65_536))),
                lie("a text beyond the limit", socket -> socket.text("{\"type\":\"" + "x".repeat(66_000) + "\"}")),
                lie("no JSON", socket -> socket.text("hello")),
                lie("a message without its fields", socket -> socket.text("{\"type\":\"channel_closed\"}")),
                lie("a client's message", socket -> socket.tell(LyingServer.success(false))),
                lie(
                        "a channel that nobody asked for",
                        socket -> socket.tell(new ChannelOpened("o99", 5, "tablet", 65_536, 1))),
                lie("a channel without a mark", socket -> socket.tell(new ChannelOpened(null, 5, "tablet", 65_536, 1))),
                lie(
                        "an offer of more than the window",
                        socket -> socket.tell(new ChannelOffer(null, 2, key().identity(), "tablet", 131_073, 1))),
                lie("a number twice", socket -> socket.tell(LyingServer.offer(1, key().identity(), "tablet"))),
                lie(
                        "the end of a channel that never was",
                        socket -> socket.tell(new ChannelClosed(null, 77, ClosedBy.PEER, "closed"))),
                lie("bytes that are no frame", socket -> socket.raw(new byte[] {(byte) 0xc1, (byte) 0xff, 0})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("liesAboutAChannel")
    void aLieEndsTheLinkWithAClearError(String name, Consumer<Socket> lie) {
        var server =
                new LyingServer() {
                    @Override
                    void open(Socket socket, ChannelOpen open) {
                        super.open(socket, open);
                        lie.accept(socket);
                    }
                };

        try (server) {
            ClientLink link = connect(new ClientFixture(server.port()).client());
            link.offers().subscribe();
            link.openChannel(key().identity()).subscribe(channel -> {}, failure -> {});

            LinkEnd end = get(link.closed());

            assertThat(end.cause()).isInstanceOf(ClientException.ServerViolation.class);
            assertThat(end.status().code()).isEqualTo(1002);
            assertThat(end.by()).isEqualTo(ConnectionEnd.By.LOCAL);
        }
    }

    @Test
    void anotherDeviceThanTheOneThatWasAskedForIsALie() {
        try (var server = new LyingServer()) {
            ClientLink link = connect(new ClientFixture(server.port()).client());

            assertThatThrownBy(() -> get(link.openChannel(key().identity(), "some-other-device")))
                    .isInstanceOf(ClientException.LinkClosed.class)
                    .hasCauseInstanceOf(ClientException.ServerViolation.class);
        }
    }

    @Test
    void aCloseWhoseDataIsNeverConfirmedDoesNotLookOrderly() throws Exception {
        try (var server = new LyingServer()) {
            ClientLink link =
                    connect(
                            new ClientFixture(server.port())
                                    .client(key(), "phone", builder -> builder.requestTimeout(SHORT)));
            Channel channel = get(link.openChannel(key().identity()));
            get(channel.send(Mono.just(ByteBuffer.allocate(8))).thenReturn(true));

            channel.close("done").subscribe();

            assertThat(server.heard(ChannelClose.class).reason()).isEqualTo("close_timeout");
        }
    }

    @Test
    void aFirstLimitBeyondTheWindowIsALie() {
        var server =
                new LyingServer() {
                    @Override
                    void open(Socket socket, ChannelOpen open) {
                        socket.tell(new ChannelOpened(open.ref(), 1, "tablet", 131_073, 1));
                    }
                };

        try (server) {
            ClientLink link = connect(new ClientFixture(server.port()).client());

            assertThatThrownBy(() -> get(link.openChannel(key().identity())))
                    .isInstanceOf(ClientException.LinkClosed.class)
                    .hasCauseInstanceOf(ClientException.ServerViolation.class);
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
    void dataOnAClosedChannelIsDropped() {
        var server =
                new LyingServer() {
                    @Override
                    void open(Socket socket, ChannelOpen open) {
                        super.open(socket, open);
                        socket.tell(new ChannelClosed(null, 1, ClosedBy.PEER, "closed"));
                        socket.binary(data(1, 1));
                        socket.binary(Frames.flow(1, 0, 65_536));
                        socket.tell(new ChannelClosed(null, 1, ClosedBy.PEER, "closed"));
                    }
                };

        try (server) {
            ClientLink link = connect(new ClientFixture(server.port()).client());
            Channel channel = get(link.openChannel(key().identity()));

            assertThat(get(channel.closed())).isEqualTo(new ChannelEnd(ClosedBy.PEER, "closed"));
            assertThat(channel.receive().collectList().block(ClientFixture.SOON)).isEmpty();
            assertThat(get(link.heartbeat())).isPositive();
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
            ClientLink link =
                    get(
                            new ClientFixture(server.port())
                                    .client(key(), "phone", builder -> builder.requestTimeout(SHORT))
                                    .connect(ConnectionKind.CONTROL));

            LinkEnd end = get(link.closed());

            assertThat(end.cause()).isInstanceOf(ClientException.RequestTimedOut.class);
            assertThat(end.status().code()).isNotEqualTo(1000);
            assertThat(end.reconnect()).isEqualTo(CloseReason.Reconnect.NOW);
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
            ClientLink link =
                    connect(
                            new ClientFixture(server.port())
                                    .client(key(), "phone", builder -> builder.requestTimeout(SHORT)));
            assertThatThrownBy(() -> get(link.openChannel(key().identity())))
                    .isInstanceOf(ClientException.RequestTimedOut.class);

            get(late.asMono()).run();

            assertThat(server.heard(ChannelClose.class).channel()).isEqualTo(1);
        }
    }

    @Test
    void aCloseThatIsNeverAnsweredEndsAllTheSame() {
        try (var server = new LyingServer()) {
            ClientLink link =
                    connect(
                            new ClientFixture(server.port())
                                    .client(key(), "phone", builder -> builder.requestTimeout(SHORT)));
            Channel channel = get(link.openChannel(key().identity()));
            channel.send(Flux.never()).subscribe(ignored -> {}, failure -> {});

            assertThat(get(channel.close())).isEqualTo(new ChannelEnd(ClosedBy.SERVER, "close_timeout"));
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
    void anOfferThatIsGoneCannotBeAccepted() {
        var server =
                new LyingServer() {
                    @Override
                    void ready(Socket socket) {
                        socket.tell(offer(1, key().identity(), "tablet"));
                        socket.tell(new ChannelClosed(null, 1, ClosedBy.SERVER, "taken"));
                    }
                };

        try (server) {
            CommClient client = new ClientFixture(server.port()).client();
            Mono<Channel> accepting =
                    client.connect(ConnectionKind.DATA)
                            .flatMap(link ->
                                    link.offers().next().flatMap(offer -> link.heartbeat().then(offer.accept())));

            assertThatThrownBy(() -> get(accepting))
                    .isInstanceOfSatisfying(
                            ClientException.ChannelClosed.class,
                            gone -> assertThat(gone.end()).isEqualTo(new ChannelEnd(ClosedBy.SERVER, "taken")));
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

    private static LyingServer answeringHeartbeats(BiConsumer<Socket, String> answer) {
        return new LyingServer() {
            @Override
            void heartbeat(Socket socket, Heartbeat heartbeat) {
                answer.accept(socket, heartbeat.ref());
            }
        };
    }

    private static Arguments lie(String name, Consumer<Socket> lie) {
        return Arguments.of(name, lie);
    }

    private static ByteBuffer data(int channel, int payload) {
        return ByteBuffer.allocate(5 + payload).put((byte) 1).putInt(channel).position(0);
    }
}
