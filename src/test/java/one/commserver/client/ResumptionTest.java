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
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A channel across breaks, frame by frame, against a server that counts along and sometimes lies. It opens channel 1
/// with a limit of 65536.
class ResumptionTest {

    private static final int HEADER = 5;

    private final SigningKey peer = key();
    private Scripted server;
    private ClientFixture clients;
    private CommClient client;
    private ClientLink link;
    private Channel channel;

    /// What the server says when the client comes back.
    private static final class Scripted extends LyingServer {

        private volatile Socket socket;
        private volatile boolean resumes;
        private volatile boolean forgets;
        private volatile Limits limits = LIMITS;
        private volatile List<ChannelSummary> listed = List.of();

        @Override
        void auth(Socket to, Auth auth) {
            resumes = TOKEN.equals(auth.session()) && !forgets;
            super.auth(to, auth);
        }

        @Override
        void response(Socket to) {
            socket = to;
            to.tell(new AuthSuccess(null, TOKEN, resumes, List.of(), 60_000, limits, listed));
        }
    }

    @BeforeEach
    void openAChannel() {
        server = new Scripted();
        clients = new ClientFixture(server.port());
        client = clients.client();
        link = connect(client);
        channel = get(link.openChannel(peer.identity()));
    }

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

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
                Arguments.of("a limit that is taken back", 15L, 65_535L),
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
    void aSenderStopsWhenOneWindowIsUnconfirmedWhateverTheLimit() throws Exception {
        server.socket.binary(Frames.flow(1, 0, 131_072));
        channel.send(Flux.range(0, 100).map(i -> payload(10_000))).subscribe(ignored -> {}, failure -> {});
        long sent = 0;
        while (sent + 10_005 <= 131_072) {
            sent += frame().remaining();
        }
        server.socket.binary(Frames.flow(1, 0, sent + 131_072));
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();

        server.socket.binary(Frames.flow(1, 10_005, sent + 131_072));

        assertThat(frame().remaining()).isEqualTo(10_005);
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();
    }

    @Test
    void confirmedWaitsForTheReceiver() throws Exception {
        get(channel.confirmed());
        sendFrames(10, 20);
        Mono<Void> confirmed = channel.confirmed().cache();
        var waiting = confirmed.toFuture();
        flow(15, 65_536);
        assertThat(waiting).isNotDone();

        flow(40, 65_536);

        get(confirmed);
    }

    @Test
    void whatHasComeIsToldSoonAndThenNoMore() throws Exception {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        link = connect(clients.client(key(), "phone", builder -> builder.timers(time)));
        channel = get(link.openChannel(peer.identity()));
        server.socket.binary(data(1));
        server.socket.binary(data(2));
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();

        time.advanceTimeBy(Session.CONFIRMATION_DELAY);

        assertThat(frame()).isEqualTo(Frames.flow(1, 13, 16_384));
        time.advanceTimeBy(Session.CONFIRMATION_DELAY.multipliedBy(10));
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();
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
    void aCloseWaitsForTheConfirmation() throws Exception {
        sendFrames(10);
        channel.close("done").subscribe();
        get(link.heartbeat());
        assertThat(server.heard).noneMatch(ChannelClose.class::isInstance);

        flow(15, 65_536);

        assertThat(server.heard(ChannelClose.class).reason()).isEqualTo("done");
    }

    @Test
    void aCloseWaitsForTheResumption() throws Exception {
        sendFrames(10);
        lose();
        channel.close("done").subscribe();
        come(2);
        assertThat(server.heard(ChannelResume.class).generation()).isEqualTo(2);

        resumed(2, 15, 65_536);

        assertThat(server.heard(ChannelClose.class).reason()).isEqualTo("done");
    }

    @Test
    void aCloseThatWasUnderWayIsSentAgain() throws Exception {
        Mono<ChannelEnd> closing = channel.close("done").cache();
        closing.subscribe();
        server.heard(ChannelClose.class);
        lose();

        come(2);

        assertThat(server.heard(ChannelClose.class).reason()).isEqualTo("done");
        server.socket.tell(new ChannelClosed("c1", 1, ClosedBy.CLIENT, "done"));
        assertThat(get(closing)).isEqualTo(new ChannelEnd(ClosedBy.CLIENT, "done"));
        assertThat(server.heard.stream().filter(ChannelResume.class::isInstance)).isEmpty();
    }

    @Test
    void aCloseThatTheServerHasHeardIsDone() throws Exception {
        Mono<ChannelEnd> closing = channel.close("done").cache();
        closing.subscribe();
        server.heard(ChannelClose.class);
        lose();

        come();

        assertThat(get(closing)).isEqualTo(new ChannelEnd(ClosedBy.CLIENT, "done"));
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

    private void sendFrames(int... payloads) throws InterruptedException {
        for (int payload : payloads) {
            get(channel.send(Mono.just(payload(payload))));
            assertThat(frame()).isEqualTo(data(payload));
        }
    }

    private void flow(long received, long limit) {
        server.socket.binary(Frames.flow(1, received, limit));
        get(link.heartbeat());
    }

    private void interrupt(int generation) {
        server.socket.tell(new ChannelInterrupted(null, 1, generation));
    }

    private void resumed(int generation, long received, long limit) {
        server.socket.tell(new ChannelResumed(null, 1, generation, received, limit));
    }

    private static ChannelResume resume(int generation, long received) {
        return new ChannelResume("r1", 1, generation, received);
    }

    private void lose() {
        server.socket.cut();
        get(link.closed());
        server.heardFrames.clear();
    }

    private void come(int generation) {
        come(new ChannelSummary(1, peer.identity(), ChannelSummary.State.INTERRUPTED, generation));
    }

    private void come(ChannelSummary... summaries) {
        server.listed = List.of(summaries);
        link = connect(client);
    }

    private static ChannelSummary summary(int number) {
        return new ChannelSummary(number, key().identity(), ChannelSummary.State.INTERRUPTED, 2);
    }

    private List<Integer> receivedSizes(int count) {
        return channel.receive().take(count).map(ByteBuffer::remaining).collectList().block(SOON);
    }

    private ByteBuffer frame() throws InterruptedException {
        return server.heardFrames.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    /// Each payload says by its length which one it is.
    private static ByteBuffer payload(int size) {
        ByteBuffer payload = ByteBuffer.allocate(size);
        IntStream.range(0, size).forEach(i -> payload.put((byte) (i * 31 + size)));
        return payload.flip();
    }

    private static ByteBuffer data(int size) {
        return ByteBuffer.allocate(HEADER + size).put((byte) 1).putInt(1).put(payload(size)).flip();
    }

    private static Arguments lie(String name, Consumer<Socket> lie) {
        return Arguments.of(name, lie);
    }
}
