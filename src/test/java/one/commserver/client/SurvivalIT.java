package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.checked;
import static one.commserver.client.ClientFixture.data;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.CuttingProxy.Cut;
import one.commserver.client.CuttingProxy.Direction;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ConnectionKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.function.Tuple2;

import java.nio.ByteBuffer;
import java.time.Duration;

/// Channels through the real server, whose sockets are cut at every place there is. What arrives is compared with what
/// was sent, byte for byte.
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "commserver.relay.policy=open",
            "commserver.limits.messages-per-second=0",
            "commserver.limits.bytes-per-second=0B",
            "commserver.limits.connections-per-address=5000",
            "commserver.registry.session-time-to-live=15s"
        })
@ResourceLock("processors")
class SurvivalIT {

    /// What each end sends, in frames of [#SIZE].
    private static final long BYTES = 24_000;

    private static final int SIZE = 2_000;

    /// More than either direction ever has.
    private static final int MOST_FRAMES = 40;

    private static final int AT_ONCE = 6;

    @LocalServerPort private int port;

    /// Which sockets a cut hits.
    enum Hit {
        OPENER,
        ACCEPTOR,
        BOTH
    }

    @ParameterizedTest
    @CsvSource({
        "OPENER, UP, false",
        "OPENER, UP, true",
        "OPENER, DOWN, false",
        "OPENER, DOWN, true",
        "ACCEPTOR, UP, false",
        "ACCEPTOR, UP, true",
        "ACCEPTOR, DOWN, false",
        "ACCEPTOR, DOWN, true",
        "BOTH, UP, false",
        "BOTH, UP, true",
        "BOTH, DOWN, false",
        "BOTH, DOWN, true"
    })
    void nothingIsLostAndNothingComesTwiceWhereverItIsCut(Hit hit, Direction direction, boolean middle) {
        Long cuts =
                Flux.range(0, MOST_FRAMES)
                        .flatMap(
                                frame ->
                                        Mono.fromCallable(() -> run(hit, direction, frame, middle))
                                                .subscribeOn(Schedulers.boundedElastic()),
                                AT_ONCE)
                        .filter(cut -> cut)
                        .count()
                        .block(SOON.multipliedBy(4));

        // every frame of data at least
        assertThat(cuts).isGreaterThanOrEqualTo(BYTES / SIZE);
    }

    /// The second cut comes so many frames behind the first one's return: amid authentication and resumption.
    @ParameterizedTest
    @CsvSource({"OPENER, UP", "OPENER, DOWN", "BOTH, UP", "BOTH, DOWN"})
    void aBreakDuringTheReturnLosesNothingEither(Hit hit, Direction direction) {
        Long runs =
                Flux.range(3, 8)
                        .flatMap(
                                frame ->
                                        Mono.fromRunnable(() -> runTwice(hit, direction, frame))
                                                .subscribeOn(Schedulers.boundedElastic())
                                                .thenReturn(frame),
                                AT_ONCE)
                        .count()
                        .block(SOON.multipliedBy(4));

        assertThat(runs).isEqualTo(8);
    }

    @Test
    void whoDoesNotReturnInTimeIsToldAsSuch() {
        try (Pair pair = new Pair()) {
            Channel opener = pair.opener();
            Channel acceptor = pair.acceptor();
            pair.acceptorProxy.close();

            assertThat(get(opener.closed())).isEqualTo(new ChannelEnd(ClosedBy.PEER, "session_expired"));
            assertThatThrownBy(() -> acceptor.send(Flux.never()).block(SOON))
                    .isInstanceOf(ClientException.ChannelClosed.class);
        }
    }

    /// @return whether it was cut: the streams may end before
    private boolean run(Hit hit, Direction direction, int frame, boolean middle) {
        try (Pair pair = new Pair()) {
            pair.cut(hit, new Cut(direction, frame, middle, () -> {}));
            pair.exchange();
            return pair.openerProxy.hasCut() || pair.acceptorProxy.hasCut();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError(hit + " " + direction + " behind " + frame + " " + middle, failure);
        }
    }

    private void runTwice(Hit hit, Direction direction, int frame) {
        try (Pair pair = new Pair()) {
            pair.cut(
                    hit,
                    new Cut(Direction.UP, 4, false, () -> pair.cut(hit, new Cut(direction, frame, false, () -> {}))));
            pair.exchange();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError(hit + " " + direction + " behind " + frame, failure);
        }
    }

    /// Two clients that come back, each behind a proxy, and a channel between them.
    private final class Pair implements AutoCloseable {

        private final CuttingProxy openerProxy = new CuttingProxy(port);
        private final CuttingProxy acceptorProxy = new CuttingProxy(port);
        private final ClientFixture openers = new ClientFixture(openerProxy.port());
        private final ClientFixture acceptors = new ClientFixture(acceptorProxy.port());
        private final Mono<Channel> opener;
        private final Mono<Channel> acceptor;

        private Pair() {
            CommClient accepting = client(acceptors);
            ClientSession listening = accepting.session(ConnectionKind.DATA);
            acceptor = listening.offers().next().flatMap(IncomingOffer::accept).cache();
            acceptor.subscribe(accepted -> {}, failure -> {});
            get(listening.open().links().next());
            ClientSession asking = client(openers).session(ConnectionKind.DATA).open();
            opener = asking.openChannel(accepting.identity()).cache();
            get(opener);
            get(acceptor);
        }

        private CommClient client(ClientFixture fixture) {
            return fixture.client(key(), "phone", builder -> builder.sessionLife(Duration.ofSeconds(15)));
        }

        private Channel opener() {
            return get(opener);
        }

        private Channel acceptor() {
            return get(acceptor);
        }

        private void cut(Hit hit, Cut cut) {
            if (hit == Hit.OPENER) {
                openerProxy.arm(cut);
            } else if (hit == Hit.ACCEPTOR) {
                acceptorProxy.arm(cut);
            } else {
                openerProxy.arm(
                        new Cut(
                                cut.direction(),
                                cut.frame(),
                                cut.middle(),
                                () -> {
                                    acceptorProxy.cutNow();
                                    cut.done().run();
                                }));
            }
        }

        /// Each sends to the other; then the opener closes. Who is away meanwhile finds the channel gone, and can't
        /// know that it was closed in order.
        private void exchange() {
            Flux<ByteBuffer> untilItIsGone =
                    acceptor()
                            .receive()
                            .onErrorResume(
                                    ClientException.ChannelClosed.class,
                                    closed ->
                                            closed.end().reason().equals("connection_lost")
                                                    ? Mono.empty()
                                                    : Mono.error(closed));
            Mono<Long> there = checked(untilItIsGone);
            Mono<Tuple2<Long, Boolean>> back =
                    Mono.zip(
                            checked(opener().receive().takeUntil(new Reached()::add)),
                            acceptor().send(data(BYTES, SIZE)).thenReturn(true));
            Mono<ChannelEnd> forth =
                    opener().send(data(BYTES, SIZE)).then(opener().confirmed()).then(back).then(opener().close("done"));

            Tuple2<Long, ChannelEnd> result = get(Mono.zip(there, forth));

            assertThat(result.getT1()).isEqualTo(BYTES);
            assertThat(result.getT2()).isEqualTo(new ChannelEnd(ClosedBy.CLIENT, "done"));
        }

        @Override
        public void close() {
            openers.close();
            acceptors.close();
            openerProxy.close();
            acceptorProxy.close();
        }
    }

    /// Tells when all has come.
    private static final class Reached {

        private long passed;

        private boolean add(ByteBuffer buffer) {
            passed += buffer.remaining();
            return passed >= BYTES;
        }
    }
}
