package one.commserver.e2e;

import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.DiscoveryMessage.Discover;
import one.commserver.protocol.ErrorCode;
import one.commserver.testing.Failures;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Whatever clients send in whatever state: the server doesn't fail, each connection ends or goes on, and neighbours
/// notice nothing. With `-Dfuzz.long=true` it runs for a thousand batches.
class SequencesIT {

    private static final Server SERVER = Servers.ROOMY;

    /// How many clients do it at the same moment.
    private static final int BATCH = 40;

    private static final int BATCHES = Boolean.getBoolean("fuzz.long") ? 1000 : 6;
    private static final byte[] STILL_THERE = {1, 2, 3, 4, 5, 6, 7};
    private static final String LAST = "the last question";

    @BeforeContainer
    static void start() {
        SERVER.beforeAll(null);
    }

    @AfterContainer
    static void letOthersGoOn() {
        SERVER.afterAll(null);
    }

    @Property(tries = 1)
    void eachEndsOrGoesOn(@ForAll Random random) throws Exception {
        RandomGenerator<List<Move>> moves = Sequence.anyMoves().generator(BATCH * BATCHES, false);
        Sequence.Stage[] stages = Sequence.Stage.values();
        Sequence.Beginning[] beginnings = Sequence.Beginning.values();
        try (var failures = Failures.watch()) {
            for (int batch = 0; batch < BATCHES; batch++) {
                int first = batch * BATCH;
                List<Sequence> sequences =
                        IntStream.range(first, first + BATCH)
                                .mapToObj(number ->
                                        new Sequence(
                                                stages[number % stages.length],
                                                beginnings[number / stages.length % beginnings.length],
                                                moves.next(random).value()))
                                .toList();
                together(sequences);
                failures.areNone("with one of " + sequences);
            }
        }
    }

    private static void together(List<Sequence> sequences) throws Exception {
        double before = failures();

        simultaneously(
                BATCH,
                number -> {
                    Sequence sequence = sequences.get(number);
                    try {
                        play(sequence);
                    } catch (AssertionError | RuntimeException wrong) {
                        throw new AssertionError("wrong with " + sequence, wrong);
                    }
                    return number;
                });

        assertThat(failures()).as("failures of the server's own").isEqualTo(before);
        // closes the clients and looks after the neighbours
        SERVER.afterEach(null);
    }

    private static void play(Sequence sequence) {
        Scene scene = Scene.of(sequence.stage(), SERVER);
        if (sequence.beginning() != Sequence.Beginning.NOTHING) {
            scene.right().run();
        }
        if (sequence.beginning() == Sequence.Beginning.HEARD) {
            scene.outcome().run();
        }
        for (Move move : sequence.moves()) {
            unlessEnded(() -> move.in(scene));
        }
        boolean isIn = sequence.stage().isIn();
        scene.clients().forEach(client -> unlessEnded(() -> askLast(client, isIn)));
        scene.clients().forEach(SequencesIT::hearAll);
    }

    /// It may have been refused meanwhile; what it was told is still to be read.
    private static void unlessEnded(Runnable move) {
        try {
            move.run();
        } catch (UncheckedIOException ended) {
            // reading tells
        }
    }

    /// Something that is answered behind all else, for those who are in also behind what waits its turn in the server.
    private static void askLast(RawClient client, boolean isIn) {
        if (isIn) {
            client.send(new Discover(LAST, client.identity(), null, null));
        } else {
            client.raw(Frames.ping(STILL_THERE));
        }
    }

    private static void hearAll(RawClient client) {
        for (Received next = client.next(); !isLast(next); next = client.next()) {
            switch (next) {
                case Received.Text(String json) -> assertThat(json).doesNotContain(ErrorCode.INTERNAL_ERROR.wireName());
                case Received.Close(int code, String _) ->
                        assertThat(code).isNotEqualTo(CloseReason.INTERNAL_ERROR.code());
                default -> {}
            }
        }
    }

    private static boolean isLast(Received received) {
        return switch (received) {
            case Received.Ended _ -> true;
            case Received.Pong(byte[] payload) -> Arrays.equals(payload, STILL_THERE);
            case Received.Text(String json) -> json.contains(LAST);
            default -> false;
        };
    }

    private static double failures() {
        return SERVER
                .context()
                .getBean(MeterRegistry.class)
                .find("commserver.connection.errors")
                .tag("category", ErrorCode.INTERNAL_ERROR.category().wireName())
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
