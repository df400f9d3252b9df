package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.get;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.LyingServer.Socket;
import one.commserver.client.flow.Frames;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ClosedBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A channel across breaks, frame by frame.
class ResumptionTest extends ResumptionFixture {

    @Test
    void whatWasNotConfirmedComesAgainTheSameFramesThenTheRest() throws Exception {
        sendFrames(10, 20, 30);
        flow(15, 65_536);

        interrupt(2);
        assertThat(server.heard(ChannelResume.class)).isEqualTo(resume(2, 0));
        channel.send(Mono.just(payload(40))).subscribe();
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();
        resumed(2, 15 + 25, 65_536);

        assertThat(frame()).isEqualTo(Frames.flow(1, 0, 16_384));
        assertThat(frame()).isEqualTo(data(30));
        assertThat(frame()).isEqualTo(data(40));
    }

    /// The node that knew the limit has died: the peer says it again, and until then nothing may leave.
    @Test
    void whatComesAgainWaitsForALimitThatWasLost() throws Exception {
        sendFrames(10, 20, 30);
        interrupt(2);
        server.heard(ChannelResume.class);
        resumed(2, 15, 15);
        assertThat(frame()).isEqualTo(Frames.flow(1, 0, 16_384));
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();

        flow(15, 15 + 25);
        assertThat(frame()).isEqualTo(data(20));
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();

        flow(15 + 25, 65_536);
        assertThat(frame()).isEqualTo(data(30));
    }

    @Test
    void aLostLinkIsGoneOnWith() throws Exception {
        sendFrames(10, 20);
        server.socket.binary(data(100));
        server.socket.binary(data(7));
        get(link.heartbeat());
        lose();

        come(3);

        assertThat(server.heard(ChannelResume.class)).isEqualTo(resume(3, 105 + 12));
        resumed(3, 15, 70_000);
        assertThat(frame()).isEqualTo(Frames.flow(1, 117, 16_384));
        assertThat(frame()).isEqualTo(data(20));
        assertThat(receivedSizes(2)).containsExactly(100, 7);
        assertThat(link.isResumed()).isTrue();
    }

    @Test
    void whatComesWhileItIsInterruptedIsDropped() throws Exception {
        server.socket.binary(data(100));
        interrupt(2);
        server.socket.binary(data(1));
        server.socket.binary(Frames.flow(1, 0, 65_536));
        server.socket.binary(Frames.flow(1, 77, 1));

        assertThat(server.heard(ChannelResume.class)).isEqualTo(resume(2, 105));
        resumed(2, 0, 65_536);
        server.socket.binary(data(2));

        assertThat(receivedSizes(2)).containsExactly(100, 2);
    }

    @Test
    void aBreakDuringABreakIsAnsweredAnewAndOnlyTheLastOneCounts() throws Exception {
        sendFrames(10, 20);
        interrupt(2);
        interrupt(3);
        assertThat(server.heard(ChannelResume.class).generation()).isEqualTo(2);
        assertThat(server.heard(ChannelResume.class).generation()).isEqualTo(3);

        resumed(2, 0, 65_536);
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();
        resumed(3, 15, 65_536);

        assertThat(frame()).isEqualTo(Frames.flow(1, 0, 16_384));
        assertThat(frame()).isEqualTo(data(20));
    }

    @Test
    void aBreakWhileItSendsAgainStartsThatAnew() throws Exception {
        sendFrames(10, 20, 30);
        interrupt(2);
        resumed(2, 15, 65_536);
        assertThat(frame()).isEqualTo(Frames.flow(1, 0, 16_384));
        assertThat(frame()).isEqualTo(data(20));
        assertThat(frame()).isEqualTo(data(30));

        interrupt(3);
        resumed(3, 15 + 25, 65_536);

        assertThat(frame()).isEqualTo(Frames.flow(1, 0, 16_384));
        assertThat(frame()).isEqualTo(data(30));
    }

    @Test
    void theApplicationSeesTheBreakAndItsEnd() {
        var flowing = channel.flowing().take(5).collectList().toFuture();
        interrupt(2);
        interrupt(3);
        resumed(3, 0, 65_536);
        get(link.heartbeat());
        lose();
        come(4);
        resumed(4, 0, 65_536);

        assertThat(flowing).succeedsWithin(SOON).isEqualTo(List.of(true, false, true, false, true));
        get(link.close());
        assertThat(channel.flowing().collectList().block(SOON)).containsExactly(false);
    }

    @Test
    void whatComesTwiceOrTooLateIsVoid() throws Exception {
        sendFrames(10, 20);
        interrupt(2);
        interrupt(2);
        interrupt(1);
        resumed(2, 15, 65_536);
        resumed(2, 0, 65_536);
        resumed(1, 0, 65_536);
        interrupt(2);
        get(link.heartbeat());

        assertThat(frame()).isEqualTo(Frames.flow(1, 0, 16_384));
        assertThat(frame()).isEqualTo(data(20));
        assertThat(server.heardFrames).isEmpty();
        assertThat(server.heard.stream().filter(ChannelResume.class::isInstance)).hasSize(1);
    }

    static Stream<Arguments> impossibleAccounts() {
        return Stream.of(
                Arguments.of("more than was sent", 41L, 65_536L),
                Arguments.of("less than was confirmed", 14L, 65_536L),
                Arguments.of("nothing, where something was confirmed", 0L, 65_536L),
                Arguments.of("a part of a frame", 20L, 65_536L),
                Arguments.of("a limit below what has arrived", 15L, 14L),
                Arguments.of("a limit beyond the window", 15L, 15L + 131_073));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("impossibleAccounts")
    void anImpossibleAccountEndsTheChannelAndNothingElse(String name, long received, long limit) throws Exception {
        sendFrames(10, 20);
        flow(15, 65_536);
        Mono<Void> sending = channel.send(Flux.never()).cache();
        sending.subscribe(ignored -> {}, failure -> {});
        interrupt(2);

        resumed(2, received, limit);

        assertThat(server.heard(ChannelClose.class)).isEqualTo(new ChannelClose("c1", 1, "resume_impossible"));
        assertThat(get(channel.closed()).reason()).isEqualTo("resume_impossible");
        assertThatThrownBy(() -> get(sending)).isInstanceOf(ClientException.ChannelClosed.class);
        assertThatThrownBy(() -> get(channel.confirmed())).isInstanceOf(ClientException.ChannelClosed.class);
        assertThat(get(link.heartbeat())).isPositive();
        assertThat(server.heardFrames).isEmpty();
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("a break of a channel that never was", socket -> socket.tell(new ChannelInterrupted(null, 9, 2))),
                lie(
                        "the end of a break of a channel that never was",
                        socket -> socket.tell(new ChannelResumed(null, 9, 2, 0, 0))),
                lie(
                        "the end of a break that never was",
                        socket -> socket.tell(new ChannelResumed(null, 1, 2, 0, 65_536))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void aLieEndsTheLink(String name, Consumer<Socket> lie) {
        lie.accept(server.socket);

        assertThat(get(link.closed()).cause()).isInstanceOf(ClientException.ServerViolation.class);
        assertThat(get(channel.closed()).inOrder()).isFalse();
    }

    @Test
    void aBreakOfAChannelThatIsNoMoreIsIgnored() {
        server.socket.tell(new ChannelClosed(null, 1, ClosedBy.PEER, "closed"));
        interrupt(2);
        resumed(2, 0, 65_536);

        assertThat(get(link.heartbeat())).isPositive();
        assertThat(server.heard.stream().filter(ChannelResume.class::isInstance)).isEmpty();
    }

    private static Arguments lie(String name, Consumer<Socket> lie) {
        return Arguments.of(name, lie);
    }
}
