package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.ClientSession.State;
import one.commserver.client.authentication.AuthenticationException;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A link that is made again when it is lost. Its pauses pass on a clock of the test's.
class ClientSessionTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final AtomicLong nanos = new AtomicLong();
    private Welcoming server;
    private ClientFixture clients;
    private ClientSession session;

    /// Lets everybody in unless it is told otherwise.
    private static final class Welcoming extends LyingServer {

        private volatile Socket socket;
        private volatile Consumer<Socket> door = socket -> {};
        private volatile boolean open = true;

        @Override
        void auth(Socket to, Auth auth) {
            socket = to;
            if (open) {
                super.auth(to, auth);
            } else {
                door.accept(to);
            }
        }

        void refuse(Consumer<Socket> how) {
            door = how;
            open = false;
        }
    }

    @BeforeEach
    void connect() {
        server = new Welcoming();
        clients = new ClientFixture(server.port());
        session =
                clients.client(key(), "phone", builder -> builder.timers(time).nanoClock(nanos::get))
                        .session(ConnectionKind.DATA);
    }

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

    @Test
    void aLostLinkIsMadeAgainAtOnce() throws Exception {
        assertThat(session.state()).isEqualTo(State.NEW);
        ClientLink first = opened();
        CompletableFuture<ClientLink> second = next(first);

        server.socket.cut();

        assertThat(second).succeedsWithin(SOON);
        assertThat(session.state()).isEqualTo(State.CONNECTED);
        assertThat(session.link()).contains(second.join());
        assertThat(get(second.join().heartbeat())).isNotNull();
        assertThat(server.heard(Heartbeat.class).reconnects()).isEqualTo(1);
    }

    @Test
    void offersGoOnAcrossLinks() {
        CompletableFuture<List<String>> instances =
                session.offers().map(IncomingOffer::instance).take(2).collectList().toFuture();
        ClientLink first = opened();
        CompletableFuture<ClientLink> second = next(first);
        server.socket.tell(LyingServer.offer(1, key().identity(), "a"));
        get(first.heartbeat());
        server.socket.cut();
        assertThat(second).succeedsWithin(SOON);

        server.socket.tell(LyingServer.offer(1, key().identity(), "a"));

        assertThat(instances).succeedsWithin(SOON).isEqualTo(List.of("a", "a"));
    }

    @Test
    void errorsAndNoticesGoOnAcrossLinks() {
        CompletableFuture<List<String>> codes =
                Flux.merge(session.errors(), session.notices().cast(ErrorMessage.class))
                        .map(ErrorMessage::code)
                        .take(4)
                        .collectList()
                        .toFuture();
        ClientLink first = opened();
        CompletableFuture<ClientLink> second = next(first);
        tell(ErrorCode.CREDIT_EXCESS, ErrorCode.RATE_LIMITED);
        get(first.heartbeat());
        server.socket.cut();
        assertThat(second).succeedsWithin(SOON);

        tell(ErrorCode.CREDIT_EXCESS, ErrorCode.RATE_LIMITED);

        assertThat(codes)
                .succeedsWithin(SOON)
                .isEqualTo(List.of("credit_excess", "rate_limited", "credit_excess", "rate_limited"));
    }

    @Test
    void pausesFollowWhenItIsLostAgain() throws Exception {
        opened();
        server.heard(Auth.class);
        server.refuse(LyingServer.Socket::cut);
        CompletableFuture<State> waiting = become(State.WAITING);
        server.socket.cut();
        server.heard(Auth.class);
        assertThat(waiting).succeedsWithin(SOON);
        assertThat(server.heard).noneMatch(Auth.class::isInstance);

        // the ceilings of the first pauses
        for (long ceiling : new long[] {1000, 1500, 2250, 3375}) {
            waiting = become(State.WAITING);
            time.advanceTimeBy(Duration.ofMillis(ceiling));
            server.heard(Auth.class);
            assertThat(waiting).succeedsWithin(SOON);
        }
    }

    @Test
    void aLinkThatHasLivedForAMinuteStartsANewRow() {
        ClientLink first = opened();
        CompletableFuture<ClientLink> second = next(first);
        server.socket.cut();
        assertThat(second).succeedsWithin(SOON);
        nanos.addAndGet(ClientSession.GOOD.toNanos());

        CompletableFuture<ClientLink> third = next(second.join());
        server.socket.cut();

        // no time has passed for pauses
        assertThat(third).succeedsWithin(SOON);
    }

    @Test
    void aLinkThatIsLostAtOnceWaits() {
        ClientLink first = opened();
        CompletableFuture<ClientLink> second = next(first);
        server.socket.cut();
        assertThat(second).succeedsWithin(SOON);
        nanos.addAndGet(ClientSession.GOOD.toNanos() - 1);

        CompletableFuture<State> waiting = become(State.WAITING);
        server.socket.cut();

        assertThat(waiting).succeedsWithin(SOON);
    }

    @Test
    void whatTheServerAsksForIsHeeded() throws Exception {
        opened();
        server.heard(Auth.class);
        CompletableFuture<State> waiting = become(State.WAITING);
        server.socket.tell(ErrorMessage.of(ErrorCode.SERVER_BUSY, null).retryAfter(Duration.ofSeconds(5)));
        server.socket.close(1013, "Close called: Try again later");
        assertThat(waiting).succeedsWithin(SOON);

        time.advanceTimeBy(Duration.ofMillis(4_999));
        assertThat(session.state()).isEqualTo(State.WAITING);
        assertThat(server.heard).noneMatch(Auth.class::isInstance);
        time.advanceTimeBy(Duration.ofMillis(1_001));

        assertThat(server.heard(Auth.class).session()).isEqualTo(LyingServer.TOKEN);
    }

    @Test
    void whoeverIsReplacedDoesNotComeBack() {
        opened();

        server.socket.close(1000, "Close called: New connection replaced old one");

        assertThatThrownBy(() -> session.closed().block(SOON)).isInstanceOf(ClientException.LinkClosed.class);
        assertThat(session.state()).isEqualTo(State.CLOSED);
        assertThatThrownBy(() -> get(session.openChannel(key().identity())))
                .isInstanceOf(ClientException.SessionClosed.class);
        assertThat(session.states().collectList().block(SOON)).containsExactly(State.CLOSED);
    }

    @Test
    void whoeverIsRefusedForGoodDoesNotComeBack() {
        server.refuse(socket -> {
            socket.tell(ErrorMessage.of(ErrorCode.AUTH_IDENTITY, null));
            socket.close(1008, "Close called: Policy violation");
        });

        session.open();

        assertThatThrownBy(() -> session.closed().block(SOON)).isInstanceOf(AuthenticationException.class);
    }

    @Test
    void whyAnAttemptHasFailedIsTold() {
        server.refuse(socket -> {
            socket.tell(ErrorMessage.of(ErrorCode.SERVER_BUSY, null).retryAfter(Duration.ofSeconds(5)));
            socket.close(1013, "Close called: Try again later");
        });
        CompletableFuture<Throwable> failure = session.failures().next().toFuture();
        CompletableFuture<State> waiting = become(State.WAITING);

        session.open();

        assertThat(failure).succeedsWithin(SOON).isInstanceOf(AuthenticationException.class);
        assertThat(waiting).succeedsWithin(SOON);
    }

    @Test
    void aServerThatBreaksTheProtocolIsLeftAlone() {
        opened();

        server.socket.tell(new ChannelInterrupted(null, 9, 2));

        assertThatThrownBy(() -> session.closed().block(SOON))
                .hasCauseInstanceOf(ClientException.ServerViolation.class);
    }

    @Test
    void anOpeningWaitsForTheNextLink() throws Exception {
        opened();
        server.heard(Auth.class);
        server.refuse(LyingServer.Socket::cut);
        CompletableFuture<State> waiting = become(State.WAITING);
        server.socket.cut();
        assertThat(waiting).succeedsWithin(SOON);
        CompletableFuture<Channel> opening = session.openChannel(key().identity()).toFuture();
        server.open = true;

        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(opening).succeedsWithin(SOON);
    }

    @Test
    void anOpeningWaitsForTheTimeOfARequest() {
        server.refuse(socket -> {});
        session.open();
        CompletableFuture<Channel> opening = session.openChannel(key().identity()).toFuture();
        assertThat(opening).isNotDone();

        time.advanceTimeBy(Duration.ofSeconds(15));

        assertThat(opening).failsWithin(SOON);
    }

    @Test
    void aChannelGoesOnByItself() throws Exception {
        ClientLink first = opened();
        CompletableFuture<ClientLink> second = next(first);
        Channel channel = get(session.openChannel(key().identity()));

        server.socket.cut();

        assertThat(second).succeedsWithin(SOON);
        // this server knows nothing of it any more
        assertThat(get(channel.closed()).reason()).isEqualTo("connection_lost");
    }

    @Test
    void closingEndsItAndWhatWaits() throws Exception {
        opened();
        server.heard(Auth.class);
        Channel channel = get(session.openChannel(key().identity()));
        server.refuse(LyingServer.Socket::cut);
        CompletableFuture<State> waiting = become(State.WAITING);
        server.socket.cut();
        server.heard(Auth.class);
        assertThat(waiting).succeedsWithin(SOON);
        assertThat(channel.closed().toFuture()).isNotDone();

        session.close().block(SOON);

        assertThat(get(channel.closed()).reason()).isEqualTo("connection_closed");
        session.closed().block(SOON);
        time.advanceTimeBy(Duration.ofHours(1));
        assertThat(server.heard.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void closingClosesTheLink() {
        ClientLink link = opened();

        session.close().block(SOON);

        assertThat(get(link.closed()).status().code()).isEqualTo(1000);
        assertThat(session.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void oneSessionForEachPlace() {
        CommClient client = clients.client();
        ClientSession one = client.session(ConnectionKind.DATA);

        assertThat(client.session(ConnectionKind.DATA)).isSameAs(one);
        assertThat(client.session(ConnectionKind.DATA, "bulk")).isNotSameAs(one);
        assertThatThrownBy(() -> client.session(ConnectionKind.DISCOVERY)).isInstanceOf(IllegalArgumentException.class);
        one.close().block(SOON);
        assertThat(client.session(ConnectionKind.DATA)).isNotSameAs(one);
    }

    private ClientLink opened() {
        return get(session.open().links().next());
    }

    private CompletableFuture<ClientLink> next(ClientLink former) {
        return session.links().filter(link -> !link.equals(former)).next().toFuture();
    }

    /// The next time that it becomes so.
    private CompletableFuture<State> become(State state) {
        return Mono.from(session.states().skip(1).filter(state::equals)).toFuture();
    }

    private void tell(ErrorCode... codes) {
        for (ErrorCode code : codes) {
            server.socket.tell(ErrorMessage.of(code, null));
        }
    }
}
