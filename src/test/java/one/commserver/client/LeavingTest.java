package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.ClientSession.State;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ConnectionMessage.ServerDraining;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A server that goes away, and a client with a channel that has to leave it. Its pauses pass on a clock of the test's.
class LeavingTest {

    private static final String REPLACED = "Close called: New connection replaced old one";
    private static final String RESTART = "Close called: Service restart";

    private static final Duration A_MOMENT = Duration.ofMillis(250);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final AtomicLong nanos = new AtomicLong();
    private final SigningKey peer = key();
    private Nodes server;
    private ClientFixture clients;
    private ClientSession session;
    private ClientLink first;
    private LyingServer.Socket former;
    private Channel channel;

    /// Stands for all nodes behind a load balancer.
    private static final class Nodes extends LyingServer {

        private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
        private volatile Door door = Door.NEW;
        private volatile List<ChannelSummary> listed = List.of();

        private enum Door {
            NEW,
            RESUMES,
            CLOSED,
            SILENT
        }

        @Override
        void auth(Socket to, Auth auth) {
            switch (door) {
                case CLOSED -> to.cut();
                case SILENT -> sockets.add(to);
                default -> super.auth(to, auth);
            }
        }

        @Override
        void response(Socket to) {
            welcome(to);
            sockets.add(to);
        }

        void welcome(Socket to) {
            boolean resumes = door == Door.RESUMES;
            String token = resumes || sockets.isEmpty() ? TOKEN : "another-token";
            to.tell(new AuthSuccess(null, token, resumes, List.of(), 60_000, LIMITS, listed));
        }

        Socket next() throws InterruptedException {
            Socket next = sockets.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }
    }

    @BeforeEach
    void connect() throws Exception {
        server = new Nodes();
        clients = new ClientFixture(server.port());
        session =
                clients.client(key(), "phone", builder -> builder.timers(time).nanoClock(nanos::get))
                        .session(ConnectionKind.DATA);
        first = get(session.open().links().next());
        former = server.next();
        server.heard(Auth.class);
        channel = get(session.openChannel(peer.identity()));
    }

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

    @Test
    void itLeavesAtItsMomentAndTheChannelGoesOn() throws Exception {
        server.door = Nodes.Door.RESUMES;
        server.listed = List.of(new ChannelSummary(1, peer.identity(), ChannelSummary.State.INTERRUPTED, 2));
        CompletableFuture<ClientLink> second = next();
        tell(7_000, true);

        time.advanceTimeBy(Duration.ofMillis(6_999));
        nobodyComes();
        get(channel.send(Mono.just(ByteBuffer.allocate(10))));
        time.advanceTimeBy(Duration.ofMillis(1_001));

        assertThat(server.heard(Auth.class).session()).isEqualTo(LyingServer.TOKEN);
        assertThat(second).succeedsWithin(SOON);
        former.close(1000, REPLACED);
        assertThat(server.heard(ChannelResume.class).generation()).isEqualTo(2);
        server.heardFrames.clear();
        server.next().tell(new ChannelResumed(null, 1, 2, 0, 65_536));
        // what had not arrived is sent again
        assertThat(frameOf(15)).isTrue();
        assertThat(get(first.closed()).isReplaced()).isTrue();
        assertThat(session.state()).isEqualTo(State.CONNECTED);
        assertThat(channel.closed().toFuture()).isNotDone();
    }

    @Test
    void whoSeesThatItIsReplacedBeforeItIsLetInGoesOn() throws Exception {
        server.door = Nodes.Door.SILENT;
        server.listed = List.of(new ChannelSummary(1, peer.identity(), ChannelSummary.State.INTERRUPTED, 2));
        CompletableFuture<ClientLink> second = next();
        tell(0, true);
        LyingServer.Socket socket = server.next();
        Auth auth = server.heard(Auth.class);

        former.close(1000, REPLACED);
        get(first.closed());
        server.door = Nodes.Door.RESUMES;
        socket.tell(LyingServer.challenge(auth));

        assertThat(second).succeedsWithin(SOON);
        server.heard(ChannelResume.class);
        assertThat(session.state()).isEqualTo(State.CONNECTED);
    }

    @Test
    void untilItCanLeaveItUsesTheFormerLink() throws Exception {
        server.door = Nodes.Door.CLOSED;
        CompletableFuture<ClientLink> second = next();
        tell(0, true);
        // the ceilings of the first pauses
        server.heard(Auth.class);
        for (long ceiling : new long[] {1000, 1500, 2250}) {
            assertThat(get(first.heartbeat())).isNotNull();
            assertThat(session.state()).isEqualTo(State.CONNECTED);
            assertThat(session.link()).contains(first);
            passUntilHeard(Duration.ofMillis(ceiling));
        }
        server.door = Nodes.Door.RESUMES;
        // the last attempt that was heard may find it open already
        for (long until = System.nanoTime() + SOON.toNanos(); !second.isDone(); ) {
            assertThat(System.nanoTime() - until).isNegative();
            server.heard.poll(A_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
            time.advanceTimeBy(Duration.ofMillis(3375));
        }

        assertThat(second).isCompletedWithValueMatching(link -> link.isResumed());
    }

    @Test
    void whoIsClosedBeforeItsMomentWaitsForIt() throws Exception {
        server.door = Nodes.Door.RESUMES;
        server.listed = List.of(new ChannelSummary(1, peer.identity(), ChannelSummary.State.INTERRUPTED, 2));
        CompletableFuture<State> waiting = become(State.WAITING);
        CompletableFuture<ClientLink> second = next();
        tell(60_000, true);
        stop();
        assertThat(waiting).succeedsWithin(SOON);
        time.advanceTimeBy(Duration.ofMillis(59_999));
        nobodyComes();

        time.advanceTimeBy(Duration.ofMillis(1_001));

        assertThat(second).succeedsWithin(SOON);
        server.heard(ChannelResume.class);
        assertThat(channel.closed().toFuture()).isNotDone();
    }

    @Test
    void aSessionThatIsNotResumableEndsWithItsLink() {
        tell(60_000, false);
        stop();

        ChannelEnd end = get(channel.closed());

        assertThat(end.inOrder()).isFalse();
        assertThat(end.by()).isEqualTo(ClosedBy.SERVER);
        assertThat(session.state()).isNotEqualTo(State.CLOSED);
    }

    @Test
    void whoFindsANewSessionClosesTheFormerLinkInOrder() throws Exception {
        CompletableFuture<ClientLink> second = next();
        tell(0, false);

        assertThat(second).succeedsWithin(SOON);

        LinkEnd end = get(first.closed());
        assertThat(end.status().code()).isEqualTo(1000);
        assertThat(get(channel.closed()).reason()).isEqualTo("connection_lost");
        assertThat(get(second.join().openChannel(peer.identity()))).isNotNull();
        assertThat(session.state()).isEqualTo(State.CONNECTED);
    }

    @Test
    void whoeverIsSentAwayAgainAndAgainWaitsLongerEachTime() throws Exception {
        server.door = Nodes.Door.RESUMES;
        LyingServer.Socket at = former;
        for (long ceiling : new long[] {0, 1000, 1500, 2250, 3375}) {
            ClientLink before = session.link().orElseThrow();
            CompletableFuture<ClientLink> after =
                    session.links().filter(link -> !link.equals(before)).next().toFuture();
            at.tell(new ServerDraining(null, 0, true));
            if (ceiling > 0) {
                // it has been read; where it leaves at once nobody may be there any more to hear the answer
                get(before.heartbeat());
                assertThat(server.heard).noneMatch(Auth.class::isInstance);
                time.advanceTimeBy(Duration.ofMillis(ceiling));
            }
            server.heard(Auth.class);
            assertThat(after).succeedsWithin(SOON);
            at = server.next();
        }
    }

    @Test
    void whoIsRefusedElsewhereStaysWhereItIs() throws Exception {
        server.door = Nodes.Door.SILENT;
        tell(0, true);
        LyingServer.Socket other = server.next();
        server.heard(Auth.class);
        other.tell(ErrorMessage.of(ErrorCode.AUTH_IDENTITY, null));
        other.close(1008, "Close called: Policy violation");

        assertThat(get(first.heartbeat())).isNotNull();
        server.heard(Heartbeat.class);
        assertThat(session.state()).isEqualTo(State.CONNECTED);
        assertThat(channel.closed().toFuture()).isNotDone();
    }

    @Test
    void closingEndsTheAttemptToo() throws Exception {
        tell(5_000, true);
        get(first.heartbeat());

        session.close().block(SOON);
        time.advanceTimeBy(Duration.ofHours(1));

        assertThat(get(first.closed()).status().code()).isEqualTo(1000);
        nobodyComes();
        assertThat(session.state()).isEqualTo(State.CLOSED);
    }

    private void nobodyComes() throws InterruptedException {
        server.heard.clear();
        assertThat(server.heard.poll(A_MOMENT.toMillis(), TimeUnit.MILLISECONDS)).isNull();
    }

    private void tell(long afterMillis, boolean resumable) {
        former.tell(new ServerDraining(null, afterMillis, resumable));
        if (afterMillis > 0) {
            // it has been read
            get(first.heartbeat());
        }
    }

    private void stop() {
        former.tell(ErrorMessage.of(ErrorCode.SERVER_STOPPING, null));
        former.close(1012, RESTART);
    }

    /// The failed attempt is noticed some time after the server has heard of it, and the next one takes its time, too:
    /// the clock goes on whenever nothing has come of it for a moment.
    private void passUntilHeard(Duration ceiling) throws InterruptedException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!(server.heard.poll(A_MOMENT.toMillis(), TimeUnit.MILLISECONDS) instanceof Auth)) {
            assertThat(System.nanoTime() - deadline).isNegative();
            time.advanceTimeBy(ceiling);
        }
    }

    private boolean frameOf(int size) throws InterruptedException {
        while (true) {
            ByteBuffer frame = server.heardFrames.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            if (frame == null || frame.remaining() == size) {
                return frame != null;
            }
        }
    }

    private CompletableFuture<ClientLink> next() {
        return session.links().filter(link -> !link.equals(first)).next().toFuture();
    }

    private CompletableFuture<State> become(State state) {
        return Mono.from(session.states().skip(1).filter(state::equals)).toFuture();
    }
}
