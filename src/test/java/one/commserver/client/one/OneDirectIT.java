package one.commserver.client.one;

import static one.commserver.client.one.Peers.SHORT;
import static one.commserver.client.one.Peers.SOON;
import static one.commserver.client.one.Peers.assertArrives;
import static one.commserver.client.one.Peers.assertFails;
import static one.commserver.client.one.Peers.get;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import one.commserver.client.one.plugin.OneException;
import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.crypto.box.InvalidBoxKeyException;
import one.commserver.protocol.one.CommunicationRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Two peers without a server between them, and peers that break the rules.
class OneDirectIT {

    private static final String READY = "{\"command\":\"communication_ready\"}";

    private final BoxKeyPair alice = BoxKeyPair.generate();
    private final BoxKeyPair bob = BoxKeyPair.generate();
    private final BoxKeyPair mallory = BoxKeyPair.generate();
    private final OneSettingsBuilder initiators = new OneSettingsBuilder();
    private final OneSettingsBuilder acceptors = new OneSettingsBuilder();
    private final BlockingQueue<OneConnection> accepted = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final DirectServer server =
            new DirectServer(
                    connection -> acceptors.acceptor(bob).accept(connection).subscribe(accepted::add, failures::add));

    private record Pair(OneConnection initiator, OneConnection acceptor) {}

    @AfterEach
    void close() {
        server.close();
        mallory.close();
        bob.close();
        alice.close();
    }

    @Test
    void bothKnowWhomTheyTalkTo() throws InterruptedException {
        Pair pair = pair();

        assertThat(pair.initiator.own()).isEqualTo(alice.publicKey());
        assertThat(pair.initiator.peer()).isEqualTo(bob.publicKey());
        assertThat(pair.acceptor.own()).isEqualTo(bob.publicKey());
        assertThat(pair.acceptor.peer()).isEqualTo(alice.publicKey());
        assertThat(pair.initiator.state()).isEqualTo(ConnectionState.ACTIVE);
        assertThat(pair.acceptor.state()).isEqualTo(ConnectionState.ACTIVE);
        assertThat(pair.initiator.plugins())
                .containsExactly("network", "statistics", "encryption", "keep-alive", "fragmentation")
                .isEqualTo(pair.acceptor.plugins());
    }

    @Test
    void whatIsSentArrivesInBothDirections() throws InterruptedException {
        Pair pair = pair();

        assertArrives(pair.initiator, pair.acceptor, Peers.ofManySizes());
        assertArrives(pair.acceptor, pair.initiator, Peers.ofManySizes());
    }

    @Test
    void orderAndKindsAreKept() throws InterruptedException {
        Pair pair = pair();

        assertArrives(pair.initiator, pair.acceptor, Peers.manyMixed(500));
        assertArrives(pair.acceptor, pair.initiator, Peers.manyMixed(500));
    }

    @Test
    void wordsThatMeanSomethingOnTheWireArrive() throws InterruptedException {
        Pair pair = pair();

        assertArrives(pair.initiator, pair.acceptor, Peers.keywords());
        assertArrives(pair.acceptor, pair.initiator, Peers.keywords());
    }

    /// Its first message may come in one segment with the answer.
    @Test
    void theAcceptorMaySpeakAtOnce() {
        try (var eager =
                new DirectServer(connection ->
                        acceptors
                                .acceptor(bob)
                                .accept(connection)
                                .flatMap(peer -> peer.sendText(Flux.just("welcome", "here")))
                                .subscribe())) {
            OneConnection initiator = get(initiators.requester(eager.url(), alice).connect(bob.publicKey()));

            assertThat(initiator.receive().take(2).collectList().block(SOON))
                    .containsExactly(new OnePayload.Text("welcome"), new OnePayload.Text("here"));
        }
    }

    @Test
    void aSlowReceiverStopsThePublisher() throws InterruptedException {
        Pair pair = pair();

        Peers.assertStops(pair.initiator, pair.acceptor);
    }

    @Test
    void whoIsTiredOfWaitingMayComeBack() throws InterruptedException {
        Pair pair = pair();
        Mono<OnePayload> next = pair.acceptor.receive().next();
        StepVerifier.create(next.timeout(SHORT)).expectError(TimeoutException.class).verify(SOON);

        get(pair.initiator.sendText(Mono.just("at last")).thenReturn(true));

        assertThat(get(next)).isEqualTo(new OnePayload.Text("at last"));
    }

    @Test
    void aCloseTellsItsReason() throws InterruptedException {
        Pair pair = pair();

        ConnectionEnd own = get(pair.initiator.close("New connection replaced old one"));

        ConnectionEnd end = get(pair.acceptor.ended());
        assertThat(end.by()).isEqualTo(ConnectionEnd.By.REMOTE);
        assertThat(end.status().code()).isEqualTo(1000);
        assertThat(end.status().text()).isEqualTo("Close called: New connection replaced old one");
        assertThat(own.by()).isEqualTo(ConnectionEnd.By.LOCAL);
        StepVerifier.create(pair.acceptor.receive()).expectComplete().verify(SOON);
        assertFails(pair.acceptor.sendText(Mono.just("too late")), Reason.CLOSED);
        assertThatIllegalArgumentException().isThrownBy(() -> pair.initiator.close("x".repeat(101)));
    }

    @Test
    void aMessageLongerThanThePeerTakesEndsTheConnection() throws InterruptedException {
        acceptors.maxMessage(100_000);
        Pair pair = pair();

        pair.initiator.send(Mono.just(ByteBuffer.allocate(100_001))).subscribe(done -> {}, failure -> {});

        assertFails(pair.acceptor.receive().then(), Reason.TOO_LARGE);
        assertThat(get(pair.initiator.ended()).status().text())
                .isEqualTo("Close called: A message is longer than this end takes.");
    }

    @Test
    void signsOfLifeKeepAnIdleConnection() throws InterruptedException {
        // longer than the garbage collector, or others, may stop this process
        Duration patience = Duration.ofSeconds(5);
        initiators.keepAlive(SHORT, patience);
        acceptors.keepAlive(SHORT, patience);
        Pair pair = pair();

        // ends when a peer seems dead
        StepVerifier.create(Flux.merge(pair.initiator.receive(), pair.acceptor.receive()))
                .expectSubscription()
                .expectNoEvent(patience.plusSeconds(1))
                .thenCancel()
                .verify(SOON);
        assertThat(pair.initiator.state()).isEqualTo(ConnectionState.ACTIVE);
    }

    @Test
    void aPeerThatIsSilentIsDead() throws InterruptedException {
        acceptors.keepAlive(SOON, SOON);
        initiators.keepAlive(SHORT, SHORT);
        Pair pair = pair();

        assertFails(pair.initiator.receive().then(), Reason.SILENT);
        assertThat(get(pair.acceptor.ended()).status().text())
                .isEqualTo("Terminate called: Keepalive: No lifesign of the other side");
        assertFails(pair.acceptor.receive().then(), Reason.CLOSED);
    }

    @Test
    void anotherOnesConnectionIsNotAccepted() throws InterruptedException {
        StepVerifier.create(initiators.requester(server.url(), alice).connect(mallory.publicKey()))
                .expectErrorSatisfies(failure ->
                        assertThat(failure)
                                .isInstanceOf(OneException.class)
                                .hasMessage(
                                        "REFUSED: Close called: Error: We do not accept connections for this target"
                                                + " public key"))
                .verify(SOON);
        assertThat(failure().reason()).isEqualTo(Reason.REFUSED);
    }

    @Test
    void whoClaimsAnothersKeyIsFoundOut() throws InterruptedException {
        try (RawPeer peer = new RawPeer(server.url());
                BoxKey mallorys = mallory.agree(bob.publicKey())) {
            peer.say(new CommunicationRequest(alice.publicKey(), bob.publicKey()));
            assertThat(peer.text()).isEqualTo(READY);
            peer.say(mallorys.sealWithNonce(mallory.publicKey().value().toByteArray()));

            assertThat(peer.end().status().text())
                    .isEqualTo("Close called: CYENC-SYMDEC: Decryption with symmetric key failed");
            assertThat(failure().reason()).isEqualTo(Reason.NOT_AUTHENTIC);
        }
    }

    @Test
    void nobodyOwnsAKeyOfSmallOrder() throws InterruptedException {
        BoxPublicKey zero = BoxPublicKey.of(new byte[32]);
        StepVerifier.create(initiators.requester(server.url(), alice).connect(zero))
                .expectError(InvalidBoxKeyException.class)
                .verify(SOON);

        try (RawPeer peer = new RawPeer(server.url())) {
            peer.say(new CommunicationRequest(zero, bob.publicKey()));

            assertThat(peer.end().status().text()).isEqualTo("Close called: CYENC-ENSPUB: Data is not a public key");
            assertThat(failure().reason()).isEqualTo(Reason.NOT_AUTHENTIC);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "null",
                "[]",
                "{\"command\":\"communication_ready\"}",
                "{\"command\":\"register\"}"
            })
    void somethingElseThanARequestIsRefused(String text) throws InterruptedException {
        try (RawPeer peer = new RawPeer(server.url())) {
            peer.say(text);

            assertThat(peer.end().status().code()).isEqualTo(1000);
            assertThat(peer.end().status().text()).startsWith("Close called: ");
            assertThat(failure().reason()).isEqualTo(Reason.MALFORMED);
        }
    }

    @Test
    void bytesBeforeARequestAreRefused() throws InterruptedException {
        try (RawPeer peer = new RawPeer(server.url())) {
            peer.say(new byte[72]);

            assertThat(peer.end().status().text()).isEqualTo("Close called: Something else was to come next.");
            assertThat(failure().reason()).isEqualTo(Reason.MALFORMED);
        }
    }

    @Test
    void whoSaysNothingIsNotWaitedForForEver() throws InterruptedException {
        acceptors.handshakeTimeout(SHORT);
        try (RawPeer peer = new RawPeer(server.url())) {
            assertThat(peer.end().status().text()).isEqualTo("Close called: The handshake took too long.");
            assertThat(failure().reason()).isEqualTo(Reason.TIMED_OUT);
        }
    }

    @Test
    void whoNeverGetsReadyIsNotWaitedForForEver() {
        initiators.handshakeTimeout(SHORT);
        try (var deaf = new DirectServer(connection -> {})) {
            assertFails(initiators.requester(deaf.url(), alice).connect(bob.publicKey()), Reason.TIMED_OUT);
        }
    }

    @Test
    void whoGivesUpLeavesNoSocket() throws InterruptedException {
        var sockets = new LinkedBlockingQueue<ServerSide>();
        try (var deaf = new DirectServer(connection -> sockets.add(new ServerSide(connection)))) {
            var attempt = initiators.requester(deaf.url(), alice).connect(bob.publicKey()).subscribe();
            var socket = Objects.requireNonNull(sockets.poll(SOON.toSeconds(), TimeUnit.SECONDS));
            assertThat(socket.heard()).isInstanceOf(CommunicationRequest.class);
            attempt.dispose();

            assertThat(socket.end()).isNotNull();
        }
    }

    /// The key is there, but what comes isn't encrypted with it.
    @Test
    void aTextInTheClearEndsTheConnection() throws InterruptedException {
        try (RawPeer peer = agreed()) {
            OneConnection acceptor = acceptor();
            peer.say("hello");

            assertFails(acceptor.receive().then(), Reason.MALFORMED);
            assertThat(peer.end().status().text()).isEqualTo("Close called: A text isn't encrypted.");
        }
    }

    @Test
    void bytesThatDoNotOpenEndTheConnection() throws InterruptedException {
        try (RawPeer peer = agreed()) {
            OneConnection acceptor = acceptor();
            peer.say(new byte[64]);

            assertFails(acceptor.receive().then(), Reason.NOT_AUTHENTIC);
            assertThat(peer.end().status().text()).isEqualTo("Close called: Decryption of message failed.");
        }
    }

    @Test
    void aFrameThatIsTooLargeEndsTheConnection() throws InterruptedException {
        try (RawPeer peer = agreed()) {
            OneConnection acceptor = acceptor();
            peer.say(new byte[DirectServer.MAX_BINARY + 1]);

            assertFails(acceptor.receive().then(), Reason.TOO_LARGE);
        }
    }

    private RawPeer agreed() throws InterruptedException {
        RawPeer peer = new RawPeer(server.url());
        try (BoxKey longTerm = alice.agree(bob.publicKey());
                BoxKeyPair ephemeral = BoxKeyPair.generate()) {
            peer.say(new CommunicationRequest(alice.publicKey(), bob.publicKey()));
            assertThat(peer.text()).isEqualTo(READY);
            peer.say(longTerm.sealWithNonce(ephemeral.publicKey().value().toByteArray()));
            assertThat(longTerm.openWithNonce(peer.bytes())).hasSize(32);
        }
        return peer;
    }

    private Pair pair() throws InterruptedException {
        OneConnection initiator = get(initiators.requester(server.url(), alice).connect(bob.publicKey()));
        return new Pair(initiator, acceptor());
    }

    private OneConnection acceptor() throws InterruptedException {
        return Objects.requireNonNull(accepted.poll(SOON.toSeconds(), TimeUnit.SECONDS));
    }

    private OneException failure() throws InterruptedException {
        return (OneException) Objects.requireNonNull(failures.poll(SOON.toSeconds(), TimeUnit.SECONDS));
    }
}
