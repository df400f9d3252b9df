package one.commserver.client.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.agreement.AgreementSuite;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.Direction;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Peer connections between two clients through the real server.
class PeerConnectionIT extends PeerFixture {

    /// A sign of life; three of them may be missing before somebody is dead.
    private static final Duration OFTEN = Duration.ofSeconds(2);

    /// Longer than any test waits.
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final int PIECE = 100_000;
    private static final int PIECES = 40;

    @Test
    void aFilePassesBothWaysAndIsKnownToBeComplete() {
        Pair pair = pair(phoneSettings, deskSettings);

        Mono<Void> up = pair.phone.send(file(1));
        Mono<Void> down = pair.desk.send(file(2));
        Mono<List<Integer>> atDesk = received(pair.desk.receive().take(PIECES));
        Mono<List<Integer>> atPhone = received(pair.phone.receive().take(PIECES));

        var both = Mono.zip(atDesk, atPhone, Mono.when(up, down).thenReturn(true)).block(SOON.multipliedBy(2));

        assertThat(Objects.requireNonNull(both).getT1()).isEqualTo(hashes(1));
        assertThat(both.getT2()).isEqualTo(hashes(2));
        pair.phone.close().subscribe();
        StepVerifier.create(pair.desk.receive()).expectComplete().verify(SOON);
        StepVerifier.create(pair.phone.receive()).expectComplete().verify(SOON);
        assertThat(get(pair.phone.ended().then(pair.desk.ended()))).isNotNull();
        assertThat(List.of(pair.phone.state(), pair.desk.state())).containsOnly(ConnectionState.CLOSED);
        assertThat(get(opened.closed()).inOrder()).isTrue();
    }

    @Test
    void theHandshakeTakesThreeMessagesAndTheStatesOfTheTable() {
        var seen = new Seen();

        Pair pair = pair(phoneSettings.observer(seen), deskSettings);

        assertThat(seen.beforeActive.get()).isEqualTo(3);
        assertThat(seen.states)
                .containsExactly(
                        ConnectionState.CONNECTING,
                        ConnectionState.CONNECTED,
                        ConnectionState.AUTHENTICATING,
                        ConnectionState.AUTHENTICATED,
                        ConnectionState.ENCRYPTING,
                        ConnectionState.ENCRYPTED,
                        ConnectionState.ACTIVE);
        assertThat(pair.phone.plugins())
                .containsExactly("network", "statistics", "encryption", "fragmentation", "keep-alive");
        assertThat(pair.phone.suite()).isEqualTo(AgreementSuite.X25519_ML_KEM_768);
    }

    @Test
    void compressionIsForTwoWhoWantIt() {
        Pair pair = pair(phoneSettings.compressed(), deskSettings.compressed());
        byte[] zeros = new byte[500_000];

        pair.phone.send(Mono.just(ByteBuffer.wrap(zeros))).then(pair.phone.close()).subscribe();

        assertThat(pair.phone.plugins())
                .containsExactly("network", "statistics", "encryption", "fragmentation", "compression", "keep-alive");
        StepVerifier.create(pair.desk.receive()).expectNext(ByteBuffer.wrap(zeros)).expectComplete().verify(SOON);
    }

    @Test
    void aSlowReceiverStopsThePublisher() {
        Pair pair = pair(phoneSettings, deskSettings);
        AtomicInteger asked = new AtomicInteger();
        int many = 80;
        Flux<ByteBuffer> counted = Flux.range(0, many).map(i -> piece(3, i)).doOnNext(each -> asked.incrementAndGet());
        pair.phone.send(counted).then(pair.phone.close()).subscribe();

        StepVerifier.create(pair.desk.receive(), 0)
                .thenRequest(5)
                .expectNextCount(5)
                .then(() -> assertThat(asked.get()).isLessThan(40))
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(many - 5)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void textsAndTheirOrderArrive() {
        Pair pair = pair(phoneSettings, deskSettings);
        List<String> words = List.of("one", "", "drei ß", "x".repeat(40_000));

        pair.phone.sendText(Flux.fromIterable(words)).then(pair.phone.close()).subscribe();

        assertThat(get(pair.desk.receive().map(each -> StandardCharsets.UTF_8.decode(each).toString()).collectList()))
                .isEqualTo(words);
    }

    @Test
    void aMessageLongerThanThePeerTakesIsNotSent() {
        Pair pair = pair(phoneSettings, deskSettings.maxMessage(1000));

        assertFails(pair.phone.send(Mono.just(ByteBuffer.allocate(1001))), Reason.TOO_LARGE);

        pair.phone.send(Mono.just(ByteBuffer.allocate(1000))).then(pair.phone.close()).subscribe();
        StepVerifier.create(pair.desk.receive()).expectNextCount(1).expectComplete().verify(SOON);
    }

    @Test
    void anotherKeyThanTheServerNamedIsRefused() {
        SigningKey other = SigningKey.generate(SignatureAlgorithm.ED25519);
        Mono<PeerConnection> posing = PeerConnection.accept(accepted, other, deskSettings);

        Mono<PeerConnection> wary = PeerConnection.initiate(opened, phoneKey, phoneSettings);
        posing.onErrorComplete().subscribe();

        assertFails(wary, Reason.IDENTITY);
        assertThat(get(opened.closed()).reason()).isEqualTo("encryption_failed");
    }

    @Test
    void anotherDeviceThanTheServerNamedIsRefused() {
        PeerConnection.accept(accepted, deskKey, PeerSettings.of("tablet")).onErrorComplete().subscribe();

        assertFails(PeerConnection.initiate(opened, phoneKey, phoneSettings), Reason.IDENTITY);
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForForEver() {
        PeerSettings hasty = phoneSettings.timing(SHORT, SOON, SHORT);

        assertFails(PeerConnection.initiate(opened, phoneKey, hasty), Reason.TIMED_OUT);

        assertThat(get(accepted.closed()).reason()).isEqualTo("encryption_failed");
    }

    @Test
    void aSignOfLifeKeepsAnIdleConnection() {
        var seen = new Seen();
        Pair pair =
                pair(phoneSettings.timing(SOON, OFTEN, SOON).observer(seen), deskSettings.timing(SOON, OFTEN, SOON));
        pair.desk.receive().subscribe(each -> {}, failure -> {});
        pair.phone.receive().subscribe(each -> {}, failure -> {});

        // More than three intervals' worth of them.
        get(seen.messages.asFlux().filter(count -> count > 15).next());

        assertThat(List.of(pair.phone.state(), pair.desk.state())).containsOnly(ConnectionState.ACTIVE);
    }

    @Test
    void aCloseThatLostWhatWaitedSaysSo() {
        PeerSettings roomy = deskSettings.maxMessage(PeerSettings.MOST_MAX_MESSAGE);
        Pair pair = pair(phoneSettings.timing(SOON, SOON, SHORT), roomy);
        // more than the channel has room for, and nobody takes anything at the desk
        pair.phone.send(Mono.just(ByteBuffer.allocate(PeerSettings.MOST_MAX_MESSAGE))).subscribe();

        ConnectionEnd end = get(pair.phone.close());

        assertThat(end).isEqualTo(new ConnectionEnd(CloseStatus.ABNORMAL, ConnectionEnd.By.LOCAL));
        assertThat(pair.phone.state()).isEqualTo(ConnectionState.FAILED);
        StepVerifier.create(pair.desk.receive())
                .thenConsumeWhile(each -> true)
                .expectErrorMatches(failure -> isReason(failure, Reason.TRUNCATED))
                .verify(SOON);
    }

    @Test
    void bothMayCloseAtOnce() {
        Pair pair = pair(phoneSettings, deskSettings);

        var ends = Mono.zip(pair.phone.close(), pair.desk.close()).block(SOON);

        assertThat(ends).isNotNull();
        assertThat(List.of(pair.phone.state(), pair.desk.state())).containsOnly(ConnectionState.CLOSED);
        StepVerifier.create(pair.phone.receive()).expectComplete().verify(SOON);
        StepVerifier.create(pair.desk.receive()).expectComplete().verify(SOON);
    }

    private record Pair(PeerConnection phone, PeerConnection desk) {}

    /// What it was to do if the peer hadn't answered doesn't keep it.
    @Test
    void aConnectionThatHasEndedIsForgotten() {
        var patient =
                new PeerSettings(
                        "phone",
                        phoneSettings.suites(),
                        phoneSettings.maxMessage(),
                        false,
                        PATIENCE,
                        PATIENCE,
                        PATIENCE,
                        phoneSettings.clock(),
                        phoneSettings.observer());
        WeakReference<PeerConnection> ended = ended(patient);

        await().atMost(SOON)
                .until(() -> {
                    System.gc();
                    return ended.refersTo(null);
                });
    }

    private WeakReference<PeerConnection> ended(PeerSettings phone) {
        Pair pair = pair(phone, deskSettings);
        pair.phone.close().subscribe();
        get(pair.phone.ended().then(pair.desk.ended()));
        return new WeakReference<>(pair.phone);
    }

    private Pair pair(PeerSettings phone, PeerSettings desk) {
        var both =
                Mono.zip(
                                PeerConnection.initiate(opened, phoneKey, phone),
                                PeerConnection.accept(accepted, deskKey, desk))
                        .block(SOON);
        return new Pair(Objects.requireNonNull(both).getT1(), both.getT2());
    }

    /// Counts messages, and those before the connection was active.
    private static final class Seen implements ConnectionObserver {

        private final AtomicInteger beforeActive = new AtomicInteger();
        private final AtomicInteger all = new AtomicInteger();
        private final List<ConnectionState> states = new CopyOnWriteArrayList<>();
        private final Sinks.Many<Integer> messages = Sinks.many().replay().latest();

        @Override
        public void message(Connection connection, Direction direction, int bytes) {
            if (connection.state() != ConnectionState.ACTIVE) {
                beforeActive.incrementAndGet();
            }
            messages.tryEmitNext(all.incrementAndGet());
        }

        @Override
        public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
            states.add(to);
        }
    }

    private static Flux<ByteBuffer> file(int number) {
        return Flux.range(0, PIECES).map(i -> piece(number, i));
    }

    private static ByteBuffer piece(int file, int i) {
        byte[] piece = new byte[PIECE + i];
        new Random(1000L * file + i).nextBytes(piece);
        return ByteBuffer.wrap(piece);
    }

    private static List<Integer> hashes(int number) {
        return Objects.requireNonNull(file(number).map(ByteBuffer::hashCode).collectList().block(SOON));
    }

    private static Mono<List<Integer>> received(Flux<ByteBuffer> messages) {
        return messages.map(ByteBuffer::hashCode).collectList();
    }
}
