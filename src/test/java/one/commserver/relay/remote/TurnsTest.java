package one.commserver.relay.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class TurnsTest {

    private final Turns turns = new Turns(3, Schedulers.immediate());
    private final List<CompletableFuture<String>> begun = new ArrayList<>();
    private final List<@Nullable String> done = new ArrayList<>();

    @Test
    void soManyAreUnderWayAndAllGetTheirTurn() {
        IntStream.range(0, 10).forEach(i -> turns.take(this::begin, this::done));

        assertThat(begun).hasSize(3);
        for (int i = 0; i < 10; i++) {
            assertThat(begun).hasSize(Math.min(10, i + 3));
            if (i % 2 == 0) {
                begun.get(i).complete("done");
            } else {
                begun.get(i).completeExceptionally(new IllegalStateException("failed"));
            }
        }
        assertThat(done).hasSize(10).containsOnly("done", "failed");
        turns.take(this::begin, this::done);
        assertThat(begun).hasSize(11);
    }

    @Test
    void whatCanNotBeginTakesNobodysTurnAndIsDoneWith() {
        for (int i = 0; i < 5; i++) {
            turns.take(
                    () -> {
                        throw new IllegalStateException("on purpose");
                    },
                    this::done);
            turns.take(
                    () -> {
                        throw new OutOfMemoryError("on purpose");
                    },
                    this::done);
        }
        assertThat(done).hasSize(10).allMatch("on purpose"::equals);
        turns.take(this::begin, this::done);

        assertThat(begun).hasSize(1);
    }

    @Test
    void whoCanNotBearTheOutcomeTakesNobodysTurn() {
        for (int i = 0; i < 10; i++) {
            turns.take(
                    () -> Mono.just("done"),
                    (value, failure) -> {
                        throw new IllegalStateException("on purpose");
                    });
        }
        turns.take(this::begin, this::done);

        assertThat(begun).hasSize(1);
    }

    @Test
    void pausesAreScattered() {
        Duration pause = Duration.ofSeconds(1);

        var drawn = Stream.generate(() -> Turns.scattered(pause)).limit(100).collect(Collectors.toSet());

        assertThat(drawn).hasSizeGreaterThan(90);
        assertThat(drawn).allSatisfy(one -> assertThat(one).isBetween(pause, Duration.ofMillis(1500)));
        assertThat(Turns.scattered(Duration.ZERO)).isZero();
    }

    private Mono<String> begin() {
        var work = new CompletableFuture<String>();
        begun.add(work);
        return Mono.fromFuture(work);
    }

    private void done(@Nullable String value, @Nullable Throwable failure) {
        done.add(failure == null ? value : failure.getMessage());
    }
}
