package one.commserver.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.tracing.Tracing;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// What was asked of Redis, as the meters tell it.
class RedisCallsTest {

    /// What others begin with: nobody runs them alone.
    private static final List<String> SHARED =
            List.of("discovery/shared", "mailbox/mailbox", "pairing/shared", "registry/slot");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong clock = new AtomicLong();
    private final RedisCalls calls = new RedisCalls(registry, Tracing.NONE, clock::get);

    @Test
    void everyScriptHasItsName() throws IOException {
        Path scripts = Path.of("src", "main", "resources", "redis");
        try (var files = Files.walk(scripts)) {
            assertThat(
                            files.filter(file -> file.toString().endsWith(".lua"))
                                    .map(file -> scripts.relativize(file).toString().replace(".lua", ""))
                                    .filter(name -> !SHARED.contains(name)))
                    .containsExactlyInAnyOrderElementsOf(
                            RedisCalls.NAMES.stream().filter(name -> name.contains("/")).toList());
        }
    }

    @Test
    void timeAndOutcomeAreKnown() {
        StepVerifier.create(
                        calls.watched(
                                "zrange", Mono.fromRunnable(() -> clock.addAndGet(Duration.ofMillis(7).toNanos()))))
                .verifyComplete();
        StepVerifier.create(calls.watched("zrange", Mono.error(new IllegalStateException())))
                .verifyError(IllegalStateException.class);
        calls.watched("zrange", Mono.never()).toFuture().cancel(false);
        calls.unasked("zrange");

        assertThat(
                        registry.get("commserver.redis.calls")
                                .tag("outcome", "done")
                                .timer()
                                .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(7);
        for (String outcome : List.of("done", "failed", "cancelled", "unasked")) {
            assertThat(
                            registry.get("commserver.redis.calls")
                                    .tags("call", "zrange", "outcome", outcome)
                                    .timer()
                                    .count())
                    .as(outcome)
                    .isEqualTo(1);
        }
    }
}
