package one.commserver.client;

import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.LyingServer.Socket;
import one.commserver.client.flow.Frames;
import one.commserver.connection.ConnectionEnd;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ConnectionKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A server that lies about channels.
class LyingChannelTest {

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

    private static Arguments lie(String name, Consumer<Socket> lie) {
        return Arguments.of(name, lie);
    }

    private static ByteBuffer data(int channel, int payload) {
        return ByteBuffer.allocate(5 + payload).put((byte) 1).putInt(channel).position(0);
    }
}
