package one.commserver.client;

import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Makes clients for one server and closes them all.
final class ClientFixture implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(30);

    /// Its length is a prime, so nothing that is misplaced fits.
    private static final byte[] PATTERN = pattern();

    private final String url;
    private final List<CommClient> clients = new ArrayList<>();

    ClientFixture(int port) {
        this.url = "ws://127.0.0.1:" + port + "/";
    }

    String url() {
        return url;
    }

    CommClient client(SigningKey key, String instance, UnaryOperator<CommClientBuilder> change) {
        CommClient client = change.apply(CommClient.builder(key, url, instance)).build();
        clients.add(client);
        return client;
    }

    CommClient client(SigningKey key, String instance) {
        return client(key, instance, UnaryOperator.identity());
    }

    CommClient client() {
        return client(key(), "phone");
    }

    static SigningKey key() {
        return SigningKey.generate(SignatureAlgorithm.ED25519);
    }

    /// Two keys, the smaller identity first.
    static List<SigningKey> twoKeys() {
        SigningKey one = key();
        SigningKey other = key();
        return one.identity().compareTo(other.identity()) < 0 ? List.of(one, other) : List.of(other, one);
    }

    static ClientLink connect(CommClient client) {
        return get(client.connect(ConnectionKind.DATA));
    }

    /// Connects somebody who does the same with each offer.
    static ClientLink listening(CommClient client, Function<IncomingOffer, Mono<?>> answer) {
        return get(client.connect(ConnectionKind.DATA).doOnNext(link -> listen(link, answer)));
    }

    static Disposable listen(ClientLink link, Function<IncomingOffer, Mono<?>> answer) {
        return link.offers().flatMap(offer -> answer.apply(offer).then()).subscribe(ignored -> {}, failure -> {});
    }

    static <T> T get(Mono<T> mono) {
        return mono.block(SOON);
    }

    /// Bytes that tell where they belong.
    static Flux<ByteBuffer> data(long total, int size) {
        return Flux.generate(
                () -> 0L,
                (position, sink) -> {
                    if (position >= total) {
                        sink.complete();
                        return position;
                    }
                    int length = (int) Math.min(size, total - position);
                    ByteBuffer buffer = ByteBuffer.allocate(length);
                    while (buffer.hasRemaining()) {
                        buffer.put(pattern(position + buffer.position(), buffer.remaining()));
                    }
                    buffer.flip();
                    sink.next(buffer);
                    return position + buffer.capacity();
                });
    }

    /// How much of such data comes, all of it at its place.
    static Mono<Long> checked(Flux<ByteBuffer> received) {
        return received.reduce(
                0L,
                (position, buffer) -> {
                    long next = position;
                    while (buffer.hasRemaining()) {
                        ByteBuffer expected = pattern(next, buffer.remaining());
                        int length = expected.remaining();
                        if (!buffer.slice(buffer.position(), length).equals(expected)) {
                            throw new AssertionError("other bytes than sent behind " + next);
                        }
                        buffer.position(buffer.position() + length);
                        next += length;
                    }
                    return next;
                });
    }

    /// What stands there, up to that length.
    private static ByteBuffer pattern(long position, int length) {
        int start = (int) (position % PATTERN.length);
        return ByteBuffer.wrap(PATTERN, start, Math.min(length, PATTERN.length - start));
    }

    private static byte[] pattern() {
        byte[] pattern = new byte[65_521];
        new Random(1).nextBytes(pattern);
        return pattern;
    }

    @Override
    public void close() {
        clients.forEach(client -> client.close().block(SOON));
    }
}
