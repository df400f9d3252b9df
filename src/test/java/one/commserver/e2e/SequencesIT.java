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

import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Whatever clients send in whatever state: the server doesn't fail, each connection ends or goes on, and neighbours
/// notice nothing. With `-Dfuzz.long=true` it runs for a thousand batches.
class SequencesIT {

    private static final Server SERVER = Servers.ROOMY;

    /// How many clients do it at the same moment.
    private static final int BATCH = 40;

    private static final int BATCHES = Boolean.getBoolean("fuzz.long") ? 1000 : 6;
    private static final byte[] STILL_THERE = {1, 2, 3, 4, 5, 6, 7};

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
        RandomGenerator<Sequence> sequences = Sequence.any().generator(BATCH * BATCHES, false);
        for (int batch = 0; batch < BATCHES; batch++) {
            together(Stream.generate(() -> sequences.next(random).value()).limit(BATCH).toList());
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
        RawClient client = client(sequence.stage());
        try {
            sequence.frames().forEach(client::raw);
            client.raw(Frames.ping(STILL_THERE));
        } catch (UncheckedIOException ended) {
            // it has been refused meanwhile; what it was told is still to be read
        }
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
        return received instanceof Received.Ended
                || (received instanceof Received.Pong(byte[] payload) && Arrays.equals(payload, STILL_THERE));
    }

    private static RawClient client(Sequence.Stage stage) {
        return switch (stage) {
            case STRANGER -> SERVER.connect();
            case CHALLENGED -> {
                RawClient client = SERVER.connect();
                var login = new Login(client, Who.anybody());
                login.auth();
                login.challenge();
                yield client;
            }
            case IN -> SERVER.join();
            case CONTROL -> SERVER.join(Who.anybody().kind(ConnectionKind.CONTROL));
            case DISCOVERY -> SERVER.join(Who.anybody().kind(ConnectionKind.DISCOVERY));
            case ONE -> {
                RawClient client = SERVER.connect();
                OneTalk.challenge(client, BoxKeyPair.generate());
                yield client;
            }
            case ONE_WAITING -> {
                RawClient client = SERVER.connect();
                OneTalk.wait(client, BoxKeyPair.generate());
                yield client;
            }
            case ONE_JOINED -> {
                RawClient listener = SERVER.connect();
                BoxKeyPair key = BoxKeyPair.generate();
                OneTalk.wait(listener, key);
                RawClient client = SERVER.connect();
                String source = OneTalk.hex(BoxKeyPair.generate());
                client.text(OneTalk.request(source, OneTalk.hex(key)));
                OneTalk.isHandedOver(listener, source, key);
                yield client;
            }
            case CALLING -> {
                RawClient asked = SERVER.join();
                RawClient client = SERVER.join();
                Offers.ask(client, asked.identity(), "o");
                asked.message(ChannelOffer.class);
                yield client;
            }
            case CALLED -> {
                RawClient client = SERVER.join();
                Offers.ask(SERVER.join(), client.identity(), "o");
                client.message(ChannelOffer.class);
                yield client;
            }
            case PAIRING -> {
                RawClient client = SERVER.join();
                Invitation.of(SERVER.join(), 1).request(client);
                yield client;
            }
            case BACK -> {
                RawClient gone = Joined.of(SERVER.join(), SERVER.join()).opener();
                gone.cut();
                RawClient client = SERVER.join(gone.who().session(gone.token()));
                assertThat(client.hello().channels()).hasSize(1);
                yield client;
            }
            case JOINED -> Joined.of(SERVER.join(), SERVER.join()).opener();
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
