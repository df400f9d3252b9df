package one.commserver.client.one;

import static one.commserver.client.one.Peers.SHORT;
import static one.commserver.client.one.Peers.SOON;
import static one.commserver.client.one.Peers.assertArrives;
import static one.commserver.client.one.Peers.assertFails;
import static one.commserver.client.one.Peers.get;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.client.one.OneListener.State;
import one.commserver.client.one.plugin.OneException;
import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.crypto.Identity;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.protocol.one.CommunicationRequest;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.wire.Direction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// A listener and a requester through the real server, which pings each second, wherever they connect.
abstract class OneRelayContract {

    private static final String NOBODY = "REFUSED: Close called: No listening connection for the specified publicKey.";
    private static final String PING = "{\"command\":\"ping\"}";

    private final BoxKeyPair alice = BoxKeyPair.generate();
    private final BoxKeyPair bob = BoxKeyPair.generate();
    private final BoxKeyPair mallory = BoxKeyPair.generate();
    private final OneSettingsBuilder settings =
            new OneSettingsBuilder().reconnectDelay(Duration.ofMillis(100)).closePatience(Duration.ofSeconds(1));
    private final BlockingQueue<OneConnection> accepted = new LinkedBlockingQueue<>();
    private final Queue<OneConnection> made = new ConcurrentLinkedQueue<>();
    private final Disposable.Composite listening = Disposables.composite();

    private record Pair(OneConnection alice, OneConnection bob) {}

    /// Where listeners connect.
    abstract String listenersUrl();

    /// Where requesters do.
    abstract String requestersUrl();

    /// The registry of a node.
    abstract Registry registry();

    @AfterEach
    void close() {
        listening.dispose();
        made.forEach(each -> get(each.close()));
        mallory.close();
        bob.close();
        alice.close();
    }

    @Test
    void bothKnowWhomTheyTalkTo() {
        listen(bob);

        Pair pair = pair();

        assertThat(pair.alice.peer()).isEqualTo(bob.publicKey());
        assertThat(pair.bob.peer()).isEqualTo(alice.publicKey());
    }

    @Test
    void whatIsSentArrivesInBothDirections() {
        listen(bob);
        Pair pair = pair();

        assertArrives(pair.alice, pair.bob, Peers.ofManySizes());
        assertArrives(pair.bob, pair.alice, Peers.ofManySizes());
        assertArrives(pair.alice, pair.bob, Peers.manyMixed(500));
        assertArrives(pair.bob, pair.alice, Peers.keywords());
    }

    @Test
    void oneAfterTheOtherIsAccepted() {
        listen(bob);

        for (int i = 0; i < 5; i++) {
            Pair pair = pair();
            assertArrives(pair.alice, pair.bob, List.of(new OnePayload.Text("hello " + i)));
        }
    }

    /// Of the two who wait one is handed over, and somebody else takes its place.
    @Test
    void twoWaitAgainBehindEachHandover() {
        listen(bob);

        for (int i = 0; i < 5; i++) {
            Set<Registration> before = waiting(2);
            Pair pair = pair();
            await().atMost(SOON).until(() -> found().stream().filter(before::contains).count() == 1);
            assertArrives(pair.alice, pair.bob, List.of(new OnePayload.Text("hello " + i)));
        }
        waiting(2);
    }

    @Test
    void manyAtOnceAreAcceptedThroughTwoSockets() {
        listen(bob);
        int many = 12;
        var said =
                Flux.range(0, many)
                        .flatMap(i -> connect(bob).flatMap(peer -> peer.sendText(Mono.just("I am " + i))), many)
                        .then();
        get(said.thenReturn(true));

        List<OnePayload> heard = IntStream.range(0, many).mapToObj(i -> get(poll().receive().next())).toList();
        assertThat(heard).hasSize(many).doesNotHaveDuplicates();
    }

    @Test
    void twoListenersAreNotMixedUp() {
        listen(bob);
        listen(mallory);

        OneConnection toBob = get(connect(bob));
        assertThat(poll().own()).isEqualTo(bob.publicKey());
        OneConnection toMallory = get(connect(mallory));
        assertThat(poll().own()).isEqualTo(mallory.publicKey());

        assertThat(toBob.peer()).isEqualTo(bob.publicKey());
        assertThat(toMallory.peer()).isEqualTo(mallory.publicKey());
    }

    @Test
    void whereNobodyListensThatIsSaid() {
        assertNobody();

        Disposable some = listen(bob);
        assertThat(get(connect(bob)).peer()).isEqualTo(bob.publicKey());
        some.dispose();

        await().atMost(SOON).untilAsserted(this::assertNobody);
    }

    @Test
    void aReasonCrossesTheServer() {
        listen(bob);
        Pair pair = pair();
        Pair other = pair();

        get(pair.alice.close("New connection replaced old one"));
        get(other.bob.close());

        assertThat(get(pair.bob.ended()).status().text()).isEqualTo("Close called: New connection replaced old one");
        assertThat(get(other.alice.ended()).status().text()).isEqualTo("Close called.");
        StepVerifier.create(pair.bob.receive()).expectComplete().verify(SOON);
    }

    @Test
    void aSlowReceiverStopsThePublisher() {
        // the close stands behind all that is on the way
        settings.closePatience(SOON);
        listen(bob);
        Pair pair = pair();

        Peers.assertStops(pair.alice, pair.bob);
    }

    @Test
    void whoClaimsAnothersKeyIsFoundOut() throws InterruptedException {
        OneListener listener = settings.listener(listenersUrl(), bob);
        listening.add(listener.connections().subscribe(accepted::add));
        await().atMost(SOON).until(() -> listener.state() == State.LISTENING);
        try (RawPeer peer = new RawPeer(requestersUrl());
                BoxKey mallorys = mallory.agree(bob.publicKey())) {
            peer.say(new CommunicationRequest(alice.publicKey(), bob.publicKey()));
            assertThat(peer.text()).isEqualTo("{\"command\":\"communication_ready\"}");
            peer.say(mallorys.sealWithNonce(mallory.publicKey().value().toByteArray()));

            assertThat(peer.end().status().text())
                    .isEqualTo("Close called: CYENC-SYMDEC: Decryption with symmetric key failed");
        }
        assertThat(pair().bob.peer()).isEqualTo(alice.publicKey());
    }

    /// The server asks each second, but again only whoever has answered, and cuts who doesn't.
    @Test
    void whoWaitsLongIsStillThere() {
        AtomicInteger pings = new AtomicInteger();
        ConnectionObserver counting =
                new ConnectionObserver() {
                    @Override
                    public void message(Connection connection, Direction direction, int bytes) {
                        if (direction == Direction.INCOMING && bytes == PING.length()) {
                            pings.incrementAndGet();
                        }
                    }
                };
        // who doesn't notice pings gives up before the seventh
        settings.spares(1).observer(counting).pingPatience(Duration.ofSeconds(5));
        OneListener listener = settings.listener(listenersUrl(), bob);
        Queue<State> states = new ConcurrentLinkedQueue<>();
        listening.add(listener.states().subscribe(states::add));
        listening.add(listener.connections().subscribe(accepted::add));

        await().atMost(SOON).until(() -> pings.get() >= 7);

        assertThat(states).containsExactly(State.NOT_LISTENING, State.CONNECTING, State.LISTENING);
        assertThat(listener.lastFailure()).isEmpty();
        assertThat(pair().bob.peer()).isEqualTo(alice.publicKey());
    }

    @Test
    void aMessageInTheClearIsNotTaken() throws InterruptedException {
        listen(bob);
        try (RawPeer peer = new RawPeer(requestersUrl())) {
            peer.say(new CommunicationRequest(alice.publicKey(), bob.publicKey()));
            assertThat(peer.text()).isEqualTo("{\"command\":\"communication_ready\"}");
            peer.say("hello");

            assertThat(peer.end().status().text()).startsWith("Close called: ");
        }
    }

    @Test
    void aPeerThatIsSilentIsDead() {
        listen(bob);
        settings.keepAlive(SHORT, SHORT);
        Pair pair = pair();

        assertFails(pair.alice.receive().then(), Reason.SILENT);
        assertThat(get(pair.bob.ended()).status().text())
                .isEqualTo("Terminate called: Keepalive: No lifesign of the other side");
    }

    private Disposable listen(BoxKeyPair own) {
        OneListener listener = settings.listener(listenersUrl(), own);
        Disposable some = listener.connections().subscribe(accepted::add);
        listening.add(some);
        await().atMost(SOON).until(() -> listener.state() == State.LISTENING);
        return some;
    }

    private Set<Registration> waiting(int count) {
        await().atMost(SOON).until(() -> found().size() == count);
        return found();
    }

    private Set<Registration> found() {
        return Set.copyOf(get(registry().find(new Identity(Identity.Box.X25519, bob.publicKey().value()))));
    }

    /// Somebody takes the place of who was handed over, but a little later: as existing applications do, who asks tries
    /// again.
    private Mono<OneConnection> connect(BoxKeyPair target) {
        return Mono.defer(() -> settings.requester(requestersUrl(), alice).connect(target.publicKey()))
                .retryWhen(
                        Retry.fixedDelay(200, Duration.ofMillis(100))
                                .filter(failure ->
                                        failure instanceof OneException refused && refused.reason() == Reason.REFUSED))
                .doOnNext(made::add);
    }

    private void assertNobody() {
        StepVerifier.create(settings.requester(requestersUrl(), alice).connect(bob.publicKey()))
                .expectErrorMessage(NOBODY)
                .verify(SOON);
    }

    private Pair pair() {
        return new Pair(get(connect(bob)), poll());
    }

    private OneConnection poll() {
        try {
            return Objects.requireNonNull(accepted.poll(SOON.toSeconds(), TimeUnit.SECONDS), "nobody was accepted");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
