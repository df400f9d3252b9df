package one.commserver.client.one;

import static one.commserver.client.one.Peers.SHORT;
import static one.commserver.client.one.Peers.SOON;
import static one.commserver.client.one.Peers.assertArrives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.client.one.OneListener.State;
import one.commserver.client.one.plugin.OneException;
import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.protocol.one.CommunicationRequest;
import one.commserver.protocol.one.OneClientMessage;
import one.commserver.protocol.one.OneServerMessage;
import one.commserver.protocol.one.OneServerMessage.AuthenticationRequest;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;

import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A listener at a server that does what a test says.
class OneListenerIT {

    private static final long INTERVAL = 25_000;

    private final BoxKeyPair own = BoxKeyPair.generate();
    private final BoxKeyPair peer = BoxKeyPair.generate();
    private final BlockingQueue<ServerSide> sockets = new LinkedBlockingQueue<>();
    private final BlockingQueue<OneConnection> accepted = new LinkedBlockingQueue<>();
    private final DirectServer server = new DirectServer(connection -> sockets.add(new ServerSide(connection)));
    private final OneSettingsBuilder settings =
            new OneSettingsBuilder().spares(1).reconnectDelay(Duration.ofMillis(50));
    private @Nullable Disposable listening;

    @AfterEach
    void close() {
        if (listening != null) {
            listening.dispose();
        }
        server.close();
        peer.close();
        own.close();
    }

    @Test
    void asManySocketsWaitAsAreWanted() throws InterruptedException {
        OneListener made = listen(settings.spares(3));
        assertThat(made.state()).isNotEqualTo(State.LISTENING);

        for (int i = 0; i < 3; i++) {
            socket().registered(INTERVAL);
        }

        await().atMost(SOON).until(() -> made.state() == State.LISTENING);
        assertNobodyComes();
    }

    @Test
    void whoAsksIsAcceptedAndAnotherSocketTakesThePlace() throws InterruptedException {
        listen(settings);

        for (int i = 0; i < 5; i++) {
            OneConnection there = socket().registered(INTERVAL).handedOver(peer, own);
            OneConnection here = accepted();

            assertThat(here.peer()).isEqualTo(peer.publicKey());
            assertArrives(there, here, List.of(new OnePayload.Text("hello")));
            assertArrives(here, there, List.of(new OnePayload.Text("and here")));
        }
        socket().registered(INTERVAL);
    }

    /// Not only when it is known what comes of the request.
    @Test
    void thePlaceIsTakenAtOnce() throws InterruptedException {
        listen(settings.handshakeTimeout(SOON.multipliedBy(2)));

        socket().registered(INTERVAL).say(new OneServerMessage.ConnectionHandover());

        socket().registered(INTERVAL);
    }

    @Test
    void aPingIsAnswered() throws InterruptedException {
        listen(settings);
        ServerSide socket = socket().registered(INTERVAL);

        for (int i = 0; i < 3; i++) {
            socket.say(new OneServerMessage.Ping());
            assertThat(socket.heard()).isEqualTo(new OneClientMessage.Pong());
        }
    }

    @Test
    void whoIsPingedStaysAndWhoIsNotLeaves() throws InterruptedException {
        // longer than anything may come between two pings
        OneListener made = listen(settings.pingPatience(Duration.ofSeconds(5)));
        ServerSide socket = socket().registered(1);
        for (int i = 0; i < 5; i++) {
            socket.say(new OneServerMessage.Ping());
            assertThat(socket.heard()).isEqualTo(new OneClientMessage.Pong());
        }

        assertThat(socket.end().status().text()).isEqualTo("Terminate called: Pong: Connection timed out");
        assertFailed(made, Reason.SILENT);
        socket().registered(INTERVAL);
        await().atMost(SOON).until(() -> made.lastFailure().isEmpty());
    }

    @Test
    void aSocketThatIsClosedComesAgain() throws InterruptedException {
        OneListener made = listen(settings);
        socket().registered(INTERVAL).close();
        assertFailed(made, Reason.REFUSED);

        socket().registered(INTERVAL);
        await().atMost(SOON).until(() -> made.state() == State.LISTENING);
    }

    @Test
    void aServerThatIsAwayIsAFailure() {
        server.close();
        OneListener made = listen(settings);

        await().atMost(SOON).until(() -> made.lastFailure().isPresent());
        assertThat(made.state()).isEqualTo(State.CONNECTING);
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForForEver() throws InterruptedException {
        OneListener made = listen(settings.handshakeTimeout(SHORT));

        assertThat(socket().end().status().text()).isEqualTo("Close called: The registration took too long.");
        assertFailed(made, Reason.TIMED_OUT);
    }

    /// Somebody who could have anything opened and complemented could answer in the listener's name elsewhere.
    @ParameterizedTest
    @ValueSource(ints = {0, 32, 63, 65})
    void onlyAChallengeIsAnswered(int length) throws InterruptedException {
        OneListener made = listen(settings);
        ServerSide socket = socket();
        socket.heard();
        try (BoxKeyPair servers = BoxKeyPair.generate();
                BoxKey key = servers.agree(own.publicKey())) {
            Bytes other = Bytes.of(key.sealWithNonce(new byte[length]));
            socket.say(new AuthenticationRequest(servers.publicKey(), other));
        }

        assertThat(socket.end().status().text())
                .isEqualTo("Close called: CYENC-SYMDEC: Decryption with symmetric key failed");
        assertFailed(made, Reason.NOT_AUTHENTIC);
    }

    @Test
    void aServerWithAKeyOfSmallOrderGetsNoAnswer() throws InterruptedException {
        OneListener made = listen(settings);
        ServerSide socket = socket();
        socket.heard();
        socket.say(new AuthenticationRequest(BoxPublicKey.of(new byte[32]), Bytes.of(new byte[104])));

        assertThat(socket.end().status().code()).isEqualTo(1000);
        assertFailed(made, Reason.NOT_AUTHENTIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "null",
                "{\"command\":\"ping\"}",
                "{\"command\":\"connection_handover\"}",
                "{\"command\":\"authentication_success\",\"pingInterval\":25000}",
                "{\"command\":\"register\"}"
            })
    void whatComesInsteadOfAChallengeEndsTheSocket(String text) throws InterruptedException {
        OneListener made = listen(settings);
        ServerSide socket = socket();
        socket.heard();
        socket.say(text);

        assertThat(socket.end().status().text()).startsWith("Close called: ");
        assertFailed(made, Reason.MALFORMED);
    }

    @Test
    void bytesEndASocketThatWaits() throws InterruptedException {
        OneListener made = listen(settings);
        ServerSide socket = socket().registered(INTERVAL);
        socket.say(new byte[1]);

        assertThat(socket.end().status().text())
                .isEqualTo("Close called: Received message that is not a string message.");
        assertFailed(made, Reason.MALFORMED);
    }

    @Test
    void aPeerThatBreaksTheRulesIsNobodysConcern() throws InterruptedException {
        OneListener made = listen(settings);
        ServerSide socket = socket().registered(INTERVAL);
        socket.say(new OneServerMessage.ConnectionHandover());
        socket.say(new CommunicationRequest(peer.publicKey(), peer.publicKey()));

        assertThat(socket.end().status().text())
                .isEqualTo("Close called: Error: We do not accept connections for this target public key");
        socket().registered(INTERVAL).handedOver(peer, own);
        assertThat(accepted().peer()).isEqualTo(peer.publicKey());
        assertThat(made.lastFailure()).isEmpty();
    }

    @Test
    void withoutRoomNobodyWaitsAtTheServer() throws InterruptedException {
        OneListener made = settings.backlog(1).listener(server.url(), own);
        var slow =
                new BaseSubscriber<OneConnection>() {
                    @Override
                    protected void hookOnSubscribe(Subscription subscription) {
                        // nothing is asked for yet
                    }

                    @Override
                    protected void hookOnNext(OneConnection connection) {
                        accepted.add(connection);
                    }
                };
        made.connections().subscribe(slow);
        listening = slow;
        socket().registered(INTERVAL).handedOver(peer, own);
        await().atMost(SOON).until(() -> made.state() == State.CONNECTING);
        assertNobodyComes();

        slow.request(1);

        assertThat(accepted().peer()).isEqualTo(peer.publicKey());
        socket().registered(INTERVAL);
    }

    @Test
    void cancellingClosesWhatWaitsAndLeavesWhatWasHandedOver() throws InterruptedException {
        OneListener made = listen(settings.spares(2));
        OneConnection there = socket().registered(INTERVAL).handedOver(peer, own);
        OneConnection here = accepted();
        ServerSide waiting = socket().registered(INTERVAL);
        ServerSide registering = socket();

        Objects.requireNonNull(listening).dispose();

        assertThat(waiting.end().status().text()).isEqualTo("Close called.");
        assertThat(registering.end()).isNotNull();
        assertArrives(there, here, List.of(new OnePayload.Text("still here")));
        await().atMost(SOON).until(() -> made.state() == State.NOT_LISTENING);
        listening = made.connections().subscribe(accepted::add);
        socket().registered(INTERVAL).handedOver(peer, own);
        assertThat(accepted().peer()).isEqualTo(peer.publicKey());
    }

    @Test
    void oneSubscriberTakesTheConnections() {
        OneListener made = listen(settings);

        StepVerifier.create(made.connections()).expectError(IllegalStateException.class).verify(SOON);
    }

    private OneListener listen(OneSettingsBuilder changed) {
        OneListener listener = changed.listener(server.url(), own);
        listening = listener.connections().subscribe(accepted::add);
        return listener;
    }

    private ServerSide socket() throws InterruptedException {
        return Objects.requireNonNull(sockets.poll(SOON.toSeconds(), TimeUnit.SECONDS), "no socket");
    }

    private OneConnection accepted() throws InterruptedException {
        return Objects.requireNonNull(accepted.poll(SOON.toSeconds(), TimeUnit.SECONDS), "nobody was accepted");
    }

    private void assertNobodyComes() throws InterruptedException {
        assertThat(sockets.poll(SHORT.toMillis(), TimeUnit.MILLISECONDS)).isNull();
    }

    private static void assertFailed(OneListener listener, Reason reason) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(listener.lastFailure())
                                .containsInstanceOf(OneException.class)
                                .get()
                                .satisfies(failure -> assertThat(((OneException) failure).reason()).isEqualTo(reason)));
    }
}
