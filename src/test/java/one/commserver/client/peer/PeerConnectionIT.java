package one.commserver.client.peer;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.Channel;
import one.commserver.client.ClientLink;
import one.commserver.client.CommClient;
import one.commserver.client.encryption.AcceptorHandshake;
import one.commserver.client.encryption.Encryption;
import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.LocalPeer;
import one.commserver.client.encryption.RecordHead;
import one.commserver.client.encryption.RecordHead.Kind;
import one.commserver.client.encryption.RemotePeer;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.agreement.AgreementSuite;
import one.commserver.protocol.ConnectionKind;
import one.commserver.wire.Direction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Peer connections between two clients through the real server.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "commserver.relay.policy=open")
class PeerConnectionIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int PIECE = 100_000;
    private static final int PIECES = 40;

    @LocalServerPort private int port;

    private final List<CommClient> clients = new ArrayList<>();
    private final SigningKey phoneKey = SigningKey.generate(SignatureAlgorithm.ED25519);
    private final SigningKey deskKey = SigningKey.generate(SignatureAlgorithm.ML_DSA_65);
    private final PeerSettings phoneSettings = PeerSettings.of("phone");
    private final PeerSettings deskSettings = PeerSettings.of("desk");
    private Channel opened;
    private Channel accepted;

    @BeforeEach
    void connect() {
        Sinks.One<Channel> offered = Sinks.one();
        link(
                deskKey,
                "desk",
                link -> link.offers().flatMap(offer -> offer.accept()).subscribe(offered::tryEmitValue, failure -> {}));
        ClientLink phone = link(phoneKey, "phone", link -> {});
        opened = get(phone.openChannel(deskKey.identity()));
        accepted = get(offered.asMono());
    }

    @AfterEach
    void close() {
        clients.forEach(client -> client.close().block(SOON));
    }

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
    void anInjectedFrameInTheHandshakeEndsIt() {
        accepted.send(Mono.just(utf8("{\"type\":\"encrypt_params\"}"))).subscribe();

        assertFails(PeerConnection.initiate(opened, phoneKey, phoneSettings), Reason.MALFORMED);
    }

    @Test
    void anInjectedRecordEndsTheConnection() {
        Raw raw = raw(phoneSettings);

        accepted.send(Flux.just(raw.seal(new byte[] {2, 7}), ByteBuffer.allocate(100))).subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectNext(ByteBuffer.wrap(new byte[] {7}))
                .expectErrorMatches(failure -> isReason(failure, Reason.RECORD))
                .verify(SOON);
        assertThat(get(accepted.closed()).reason()).isEqualTo("encryption_failed");
    }

    @Test
    void aRepeatedRecordEndsTheConnection() {
        Raw raw = raw(phoneSettings);
        ByteBuffer record = raw.seal(new byte[] {2, 7});

        accepted.send(Flux.just(record, record)).subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectNextCount(1)
                .expectErrorMatches(failure -> isReason(failure, Reason.RECORD))
                .verify(SOON);
    }

    @Test
    void aChannelThatIsClosedWithoutAnEndWasCut() {
        Raw raw = raw(phoneSettings);

        accepted.send(Mono.just(raw.seal(new byte[] {2, 7}))).then(accepted.close()).subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectNextCount(1)
                .expectErrorMatches(failure -> isReason(failure, Reason.TRUNCATED))
                .verify(SOON);
        assertThat(raw.phone.state()).isEqualTo(ConnectionState.FAILED);
        assertFails(raw.phone.send(Mono.just(ByteBuffer.allocate(1))), Reason.CLOSED);
    }

    @Test
    void anEndWithinAMessageIsNoEnd() {
        Raw raw = raw(phoneSettings);
        byte part = new RecordHead(Kind.BINARY, false, true).encoded();

        accepted.send(Flux.just(raw.seal(new byte[] {part, 1}), raw.seal(new byte[] {RecordHead.END.encoded()})))
                .subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectErrorMatches(failure -> isReason(failure, Reason.MALFORMED))
                .verify(SOON);
    }

    @Test
    void nothingIsHeardBehindABrokenRule() {
        Raw raw = raw(phoneSettings);
        byte part = new RecordHead(Kind.BINARY, false, true).encoded();

        accepted.send(
                        Flux.just(
                                raw.seal(new byte[] {part, 1}),
                                raw.seal(new byte[] {part}),
                                raw.seal(new byte[] {2, 7})))
                .subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectErrorMatches(failure -> isReason(failure, Reason.MALFORMED))
                .verify(SOON);
    }

    @Test
    void aDeflatedMessageThatNobodyAskedForIsRefused() {
        Raw raw = raw(phoneSettings);
        byte head = new RecordHead(Kind.BINARY, true, false).encoded();

        accepted.send(Mono.just(raw.seal(new byte[] {head, 3, 0}))).subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectErrorMatches(failure -> isReason(failure, Reason.MALFORMED))
                .verify(SOON);
    }

    @Test
    void aSilentPeerIsDead() {
        Raw raw = raw(phoneSettings.timing(SOON, SHORT, SHORT));

        StepVerifier.create(raw.phone.receive())
                .expectErrorMatches(failure -> isReason(failure, Reason.TIMED_OUT))
                .verify(SOON);
    }

    @Test
    void aSignOfLifeKeepsAnIdleConnection() {
        var seen = new Seen();
        Pair pair =
                pair(phoneSettings.timing(SOON, SHORT, SOON).observer(seen), deskSettings.timing(SOON, SHORT, SOON));
        pair.desk.receive().subscribe(each -> {}, failure -> {});
        pair.phone.receive().subscribe(each -> {}, failure -> {});

        // More than three intervals' worth of them.
        get(seen.messages.asFlux().filter(count -> count > 15).next());

        assertThat(List.of(pair.phone.state(), pair.desk.state())).containsOnly(ConnectionState.ACTIVE);
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

    private Pair pair(PeerSettings phone, PeerSettings desk) {
        var both =
                Mono.zip(
                                PeerConnection.initiate(opened, phoneKey, phone),
                                PeerConnection.accept(accepted, deskKey, desk))
                        .block(SOON);
        return new Pair(Objects.requireNonNull(both).getT1(), both.getT2());
    }

    /// An acceptor that has the right key and does what a test says.
    private record Raw(PeerConnection phone, Encryption encryption) {
        ByteBuffer seal(byte[] plaintext) {
            return encryption.sealer().seal(ByteBuffer.wrap(plaintext));
        }
    }

    private Raw raw(PeerSettings settings) {
        var local = new LocalPeer(deskKey, "desk", List.of(AgreementSuite.X25519), Set.of(), 1000);
        var handshake = new AcceptorHandshake(local, new RemotePeer(phoneKey.identity(), "phone"));
        Mono<Encryption> accepting =
                accepted.receive()
                        .next()
                        .flatMap(offer -> accepted.send(Mono.just(ByteBuffer.wrap(handshake.params(bytes(offer))))))
                        .then(accepted.receive().next())
                        .map(confirm -> handshake.confirmed(bytes(confirm)));
        var both = Mono.zip(PeerConnection.initiate(opened, phoneKey, settings), accepting).block(SOON);
        return new Raw(Objects.requireNonNull(both).getT1(), both.getT2());
    }

    private ClientLink link(SigningKey key, String instance, Consumer<ClientLink> then) {
        // As many as leave each channel just the grant that a record needs.
        CommClient client = CommClient.builder(key, "ws://127.0.0.1:" + port + "/", instance).maxChannels(64).build();
        clients.add(client);
        return get(client.connect(ConnectionKind.DATA).doOnNext(then));
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

    private static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(SOON));
    }

    private static void assertFails(Mono<?> mono, Reason reason) {
        StepVerifier.create(mono).expectErrorMatches(failure -> isReason(failure, reason)).verify(SOON);
    }

    private static boolean isReason(Throwable failure, Reason reason) {
        return failure instanceof EncryptionException encryption && encryption.reason() == reason;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
