package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.key;
import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import one.commserver.client.ClientSequence.Move;
import one.commserver.client.ClientSequence.Stage;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;
import one.commserver.testing.Failures;

import reactor.core.publisher.Mono;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Whatever a server does to a client in whatever state: the client fails in order, nobody who uses it waits for ever,
/// the same client can do all it wants with a server that is right, and a neighbour notices nothing. With
/// `-Dfuzz.long=true` it runs for a thousand batches; `-Dfuzz.seed=…` repeats a run.
class ClientSequencesIT {

    /// How many servers do it at the same moment.
    private static final int BATCH = 2 * Stage.values().length;

    private static final int BATCHES = Boolean.getBoolean("fuzz.long") ? 1000 : 10;

    private static Neighbour neighbour;

    /// One for each that is played at the same moment: a fresh one for each client would use up all ports in a long
    /// run.
    private static List<HostileServer> servers;

    /// What is left of clients that nobody uses any more.
    private final Queue<WeakReference<CommClient>> ended = new ConcurrentLinkedQueue<>();

    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

    @BeforeContainer
    static void start() {
        neighbour = new Neighbour();
        servers = Stream.generate(HostileServer::new).limit(BATCH).toList();
    }

    @AfterContainer
    static void stop() {
        neighbour.close();
        servers.forEach(HostileServer::close);
    }

    @Property(tries = 1)
    void theClientOutlivesEach(@ForAll Random any) throws Exception {
        long seed = Long.getLong("fuzz.seed", any.nextLong());
        Random random = new Random(seed);
        RandomGenerator<List<Move>> moves = ClientSequence.anyMoves().generator(BATCH * BATCHES, false);
        Stage[] stages = Stage.values();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        try (var failures = Failures.watch()) {
            for (int batch = 0; batch < BATCHES; batch++) {
                List<ClientSequence> sequences =
                        IntStream.range(0, BATCH)
                                .mapToObj(number ->
                                        new ClientSequence(stages[number % stages.length], moves.next(random).value()))
                                .toList();
                together(sequences, seed);
                failures.areNone("with -Dfuzz.seed=" + seed + ", with one of " + sequences);
                assertThat(uncaught).as("with -Dfuzz.seed=%d, with one of %s", seed, sequences).isEmpty();
                neighbour.isWell();
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        nothingIsLeft();
    }

    private void together(List<ClientSequence> sequences, long seed) throws Exception {
        simultaneously(
                BATCH,
                number -> {
                    ClientSequence sequence = sequences.get(number);
                    try {
                        play(sequence, servers.get(number));
                    } catch (Exception | AssertionError wrong) {
                        throw new AssertionError("wrong with -Dfuzz.seed=" + seed + ", with " + sequence, wrong);
                    }
                    return number;
                });
    }

    private void play(ClientSequence sequence, HostileServer server) throws Exception {
        try (ClientScene scene = ClientScene.of(server, sequence.stage(), neighbour.invite)) {
            ended.add(new WeakReference<>(scene.client));
            sequence.moves().forEach(move -> move.how().accept(scene));
            scene.end();
            scene.startAnew();
        }
    }

    /// Whatever a server has sent, nothing keeps it but the client.
    private void nothingIsLeft() {
        await("clients that nobody uses any more are gone")
                .atMost(SOON)
                .until(() -> {
                    System.gc();
                    ended.removeIf(client -> client.refersTo(null));
                    return ended.isEmpty();
                });
    }

    /// Another client of this process, with a server that is right.
    private static final class Neighbour implements AutoCloseable {

        private final HonestServer server = new HonestServer();
        private final SigningKey key = key();
        private final CommClient client =
                CommClient.builder(key, "ws://127.0.0.1:" + server.port() + "/", "desk").build();
        private final ClientSession session = client.session(ConnectionKind.CONTROL).open();
        private final Channel channel = session.openChannel(key().identity()).block(SOON);
        private final ClientLink link = session.link().orElseThrow();
        private final String invite = invite();

        private String invite() {
            var pairing = new PairingClient(session, key, new InMemoryTrustStore(1), Clock.systemUTC());
            Mono<InviteLink> made = pairing.invite("wss://relay.example/", Duration.ofDays(7), 100, "friend");
            try (InviteLink shown = made.block(SOON)) {
                return shown.text();
            }
        }

        /// On the same link and the same channel as ever.
        void isWell() {
            ByteBuffer hello = ByteBuffer.wrap(new byte[] {4, 5, 6});
            channel.send(Mono.just(hello)).block(SOON);
            assertThat(channel.receive().next().block(SOON)).isEqualTo(hello);
            assertThat(link.heartbeat().block(SOON)).isPositive();
            assertThat(session.link()).contains(link);
        }

        @Override
        public void close() {
            client.close().block(SOON);
            server.close();
            key.close();
        }
    }
}
