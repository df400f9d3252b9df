package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.LyingServer.Socket;
import one.commserver.client.flow.Frames;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What is left of the channels when a client comes back, or stays away.
class SessionReturnTest extends ResumptionFixture {

    @Test
    void aChannelThatIsNotListedHasEnded() {
        lose();

        come();

        assertThat(get(channel.closed())).isEqualTo(new ChannelEnd(ClosedBy.SERVER, "connection_lost"));
        assertThatThrownBy(() -> channel.receive().blockLast(SOON)).isInstanceOf(ClientException.ChannelClosed.class);
    }

    @Test
    void aChannelThatIsListedAndUnknownIsClosed() throws Exception {
        lose();

        come(new ChannelSummary(1, peer.identity(), ChannelSummary.State.INTERRUPTED, 2), summary(5));

        assertThat(server.heard(ChannelClose.class).channel()).isEqualTo(5);
        server.socket.binary(ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 5, 9}));
        server.socket.tell(new ChannelClosed(null, 5, ClosedBy.CLIENT, "not_resumed"));
        assertThat(get(link.heartbeat())).isPositive();
    }

    static Stream<Arguments> impossibleLists() {
        SigningKey other = key();
        return Stream.of(
                Arguments.of(
                        "another peer",
                        List.of(new ChannelSummary(1, other.identity(), ChannelSummary.State.INTERRUPTED, 2))),
                Arguments.of("twice", List.of(summary(7), summary(7))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("impossibleLists")
    void anImpossibleListEndsTheLink(String name, List<ChannelSummary> listed) {
        lose();

        come(listed.toArray(ChannelSummary[]::new));

        assertThat(get(link.closed()).cause()).isInstanceOf(ClientException.ServerViolation.class);
        assertThat(get(channel.closed()).inOrder()).isFalse();
    }

    @Test
    void anOlderGenerationInTheListEndsTheLink() throws Exception {
        interrupt(5);
        server.heard(ChannelResume.class);
        lose();

        come(4);

        assertThat(get(link.closed()).cause()).isInstanceOf(ClientException.ServerViolation.class);
    }

    @Test
    void anotherSessionEndsWhatWasThere() {
        lose();
        server.forgets = true;

        come();

        assertThat(link.isResumed()).isFalse();
        assertThat(get(channel.closed())).isEqualTo(new ChannelEnd(ClosedBy.SERVER, "connection_lost"));
        assertThat(get(link.openChannel(peer.identity()))).isNotNull();
    }

    @Test
    void otherWindowsEndWhatWasThere() throws Exception {
        lose();
        server.limits = new Limits(65_536, 65_536, 8, 4, 65_536, 262_144, 32_768, 1000, 1_000_000);

        come(2);

        assertThat(get(channel.closed()).reason()).isEqualTo("connection_lost");
        assertThat(server.heard(ChannelClose.class).reason()).isEqualTo("session_expired");
    }

    @Test
    void aServerThatStopsKeepsNothing() {
        server.socket.tell(ErrorMessage.of(ErrorCode.SERVER_STOPPING, null));
        server.socket.close(1012, "Close called: Service restart");

        assertThatThrownBy(() -> get(channel.send(Flux.never()))).isInstanceOf(ClientException.LinkClosed.class);
        assertThat(get(channel.closed()).inOrder()).isFalse();
    }

    @Test
    void nobodyWaitsLongerThanTheSessionLives() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        link =
                connect(
                        clients.client(
                                key(), "phone", builder -> builder.timers(time).sessionLife(Duration.ofMinutes(5))));
        channel = get(link.openChannel(peer.identity()));
        var closed = channel.closed().toFuture();
        lose();
        time.advanceTimeBy(Duration.ofSeconds(299));
        assertThat(closed).isNotDone();

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(closed).succeedsWithin(SOON).isEqualTo(new ChannelEnd(ClosedBy.CLIENT, "session_expired"));
    }

    @Test
    void anUnansweredOpeningFailsWithItsLink() {
        var opening = link.openChannel(key().identity()).toFuture();
        lose();

        assertThat(opening).failsWithin(SOON);
    }

    @Test
    void ownCloseEndsTheChannels() {
        get(link.close());

        assertThat(get(channel.closed())).isEqualTo(new ChannelEnd(ClosedBy.CLIENT, "connection_closed"));
    }

    @Test
    void aLinkThatIsTakenOverHandsItsChannelsOn() throws Exception {
        sendFrames(10);
        Socket former = server.socket;
        server.listed = List.of(new ChannelSummary(1, peer.identity(), ChannelSummary.State.INTERRUPTED, 2));
        ClientLink older = link;

        link = connect(client);
        assertThatThrownBy(() -> get(older.heartbeat())).isInstanceOf(ClientException.LinkClosed.class);
        former.close(1000, "Close called: New connection replaced old one");
        former.binary(data(50));

        assertThat(server.heard(ChannelResume.class).received()).isZero();
        resumed(2, 0, 65_536);
        assertThat(frame()).isEqualTo(Frames.flow(1, 0, 16_384));
        assertThat(frame()).isEqualTo(data(10));
        assertThat(get(older.closed()).isReplaced()).isTrue();
        assertThatThrownBy(() -> get(older.openChannel(peer.identity())))
                .isInstanceOf(ClientException.LinkClosed.class);
        assertThat(get(link.heartbeat())).isPositive();
    }
}
