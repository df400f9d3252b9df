package one.commserver.client.one;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.client.one.plugin.OneException;
import one.commserver.client.one.plugin.OneException.Reason;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// What two connected peers do in tests.
final class Peers {

    static final Duration SOON = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(300);

    private Peers() {}

    static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(SOON));
    }

    static void assertFails(Mono<?> mono, Reason reason) {
        StepVerifier.create(mono)
                .expectErrorSatisfies(failure ->
                        assertThat(failure)
                                .isInstanceOfSatisfying(
                                        OneException.class, one -> assertThat(one.reason()).isEqualTo(reason)))
                .verify(SOON);
    }

    /// Sends all of it one way, and looks whether it comes as it was sent.
    static void assertArrives(OneConnection from, OneConnection to, List<OnePayload> sent) {
        var sending =
                Flux.fromIterable(sent)
                        .concatMap(each ->
                                switch (each) {
                                    case OnePayload.Text(String text) -> from.sendText(Mono.just(text));
                                    case OnePayload.Bytes(ByteBuffer data) -> from.send(Mono.just(data));
                                })
                        .then();
        var receiving = to.receive().take(sent.size()).collectList();

        assertThat(Objects.requireNonNull(Mono.zip(sending.thenReturn(true), receiving).block(SOON)).getT2())
                .isEqualTo(sent);
    }

    /// Publishes to somebody who takes five messages and then none, until nothing more is asked for; then all that was
    /// asked for arrives. A publisher that isn't stopped gets to its own end.
    static void assertStops(OneConnection from, OneConnection to) {
        // what is on the way, buffers of the sockets' own included, is a few hundred of them
        int many = 2000;
        var asked = new AtomicInteger();
        var before = new AtomicInteger();
        var stopped = new AtomicInteger();
        var taken = new AtomicInteger();
        var enough = new AtomicBoolean();
        Flux<ByteBuffer> counted =
                Flux.range(0, many)
                        .takeUntil(i -> enough.get())
                        .map(i -> ByteBuffer.allocate(65_000))
                        .doOnNext(each -> asked.incrementAndGet());
        from.send(counted).then(from.close()).subscribe();

        StepVerifier.create(to.receive().doOnNext(each -> taken.incrementAndGet()), 0)
                .thenRequest(5)
                .expectNextCount(5)
                .then(() -> {
                    await().during(SHORT).atMost(SOON).until(() -> before.getAndSet(asked.get()) == asked.get());
                    stopped.set(asked.get());
                    enough.set(true);
                })
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(each -> true)
                .expectComplete()
                .verify(SOON.multipliedBy(2));
        assertThat(stopped).hasValueLessThan(many);
        assertThat(asked).hasValueGreaterThan(stopped.get());
        assertThat(taken).hasValue(asked.get());
    }

    /// Texts and bytes of the sizes that existing tests use, and of those where something changes.
    static List<OnePayload> ofManySizes() {
        List<OnePayload> all = new ArrayList<>();
        for (int size : new int[] {0, 1, 10, 800, 16_383, 16_384, 65_535, 65_536, 65_537, 131_072, 1_048_576}) {
            all.add(new OnePayload.Bytes(random(size)));
            all.add(new OnePayload.Text("ß".repeat(size / 2)));
        }
        return all;
    }

    /// Texts that mean something to a plugin.
    static List<OnePayload> keywords() {
        List<OnePayload> all = new ArrayList<>();
        for (String word :
                List.of(
                        "keepalive",
                        "fragmentation_start_binary",
                        "fragmentation_start_string",
                        "fragmentation_end",
                        "{\"command\":\"ping\"}",
                        "{\"command\":\"connection_handover\"}")) {
            all.add(new OnePayload.Text(word));
            all.add(new OnePayload.Text(word + "x"));
            all.add(new OnePayload.Text(word + "xx"));
        }
        return all;
    }

    static List<OnePayload> manyMixed(int count) {
        List<OnePayload> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(i % 3 == 0 ? new OnePayload.Text("message " + i) : new OnePayload.Bytes(random(i)));
        }
        return all;
    }

    private static ByteBuffer random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
