package one.commserver.client.peer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import one.commserver.client.Channel;
import one.commserver.client.ClientLink;
import one.commserver.client.CommClient;
import one.commserver.client.IncomingOffer;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;

import org.slf4j.LoggerFactory;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/// The main program of each client of [LargeFileIT]: who receives, or who sends. What the test has to know
/// goes to the standard output, a line each. A process ends when its standard input does, so none outlives the test.
final class LargeFileParty {

    static final String RECEIVER = "receiver";
    static final String SENDER = "sender";

    private static final int PIECE = 256 * 1024;

    /// How many pieces wait to be digested.
    private static final int AHEAD = 4;

    private static final Duration SOON = Duration.ofSeconds(60);

    /// For the whole file.
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private LargeFileParty() {}

    /// Plays one of the two.
    ///
    /// @param arguments the role, the URL, and for the sender also to whom, and how many bytes
    public static void main(String[] arguments) throws Exception {
        Thread.ofPlatform().daemon().start(LargeFileParty::endWithTheTest);
        switch (arguments[0]) {
            case RECEIVER -> receive(arguments[1]);
            case SENDER -> send(arguments[1], Identity.parse(arguments[2]), Long.parseLong(arguments[3]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        new CountDownLatch(1).await(); // the test still looks at this process
    }

    private static void endWithTheTest() {
        try {
            while (System.in.read() >= 0) {
                // nothing is said to it
            }
        } catch (IOException gone) {
            // as good as an end
        }
        Runtime.getRuntime().halt(0);
    }

    private static void receive(String url) throws Exception {
        SigningKey key = quietKey();
        Sinks.One<Channel> offered = Sinks.one();
        get(
                client(key, url, "desk")
                        .connect(ConnectionKind.DATA)
                        .doOnNext(link ->
                                link.offers()
                                        .flatMap(IncomingOffer::accept)
                                        .subscribe(offered::tryEmitValue, failure -> {})),
                SOON);
        tell("listening " + key.identity().wire());
        PeerConnection connection =
                get(
                        offered.asMono()
                                .flatMap(channel -> PeerConnection.accept(channel, key, PeerSettings.of("desk"))),
                        SOON);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        // it completes only behind the sender's authenticated end
        long bytes =
                get(
                        connection
                                .receive()
                                .publishOn(Schedulers.boundedElastic(), AHEAD)
                                .map(piece -> digested(digest, piece))
                                .reduce(0L, Long::sum),
                        PATIENCE);
        tell("received " + bytes + " " + HexFormat.of().formatHex(digest.digest()));
    }

    private static void send(String url, Identity to, long bytes) throws Exception {
        SigningKey key = quietKey();
        ClientLink link = get(client(key, url, "phone").connect(ConnectionKind.DATA), SOON);
        PeerConnection connection =
                get(
                        link.openChannel(to)
                                .flatMap(channel -> PeerConnection.initiate(channel, key, PeerSettings.of("phone"))),
                        SOON);
        tell("sending with " + connection.suite().wireName());
        get(connection.send(file(bytes)).then(connection.close()), PATIENCE);
        tell("sent " + digest(bytes));
    }

    /// The test that has started this process waits for its lines.
    private static void tell(String line) {
        System.out.println(line);
    }

    /// The same bytes each time, made when they are asked for.
    private static Flux<ByteBuffer> file(long bytes) {
        return Flux.generate(
                () -> new Source(bytes),
                (source, sink) -> {
                    if (source.left == 0) {
                        sink.complete();
                    } else {
                        sink.next(source.piece());
                    }
                    return source;
                });
    }

    private static final class Source {

        private final SplittableRandom random = new SplittableRandom(1);
        private long left;

        private Source(long bytes) {
            left = bytes;
        }

        private ByteBuffer piece() {
            byte[] piece = new byte[(int) Math.min(PIECE, left)];
            random.nextBytes(piece);
            left -= piece.length;
            return ByteBuffer.wrap(piece);
        }
    }

    private static String digest(long bytes) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        file(bytes).doOnNext(digest::update).blockLast();
        return HexFormat.of().formatHex(digest.digest());
    }

    /// How many bytes it had.
    private static long digested(MessageDigest digest, ByteBuffer piece) {
        long bytes = piece.remaining();
        digest.update(piece);
        return bytes;
    }

    private static CommClient client(SigningKey key, String url, String instance) {
        return CommClient.builder(key, url, instance).build();
    }

    /// A client's process has nobody who sets the libraries' logging.
    private static SigningKey quietKey() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
        return SigningKey.generate(SignatureAlgorithm.ED25519);
    }

    private static <T> T get(Mono<T> mono, Duration patience) {
        return Objects.requireNonNull(mono.block(patience));
    }
}
