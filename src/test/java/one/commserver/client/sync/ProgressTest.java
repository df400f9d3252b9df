package one.commserver.client.sync;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.ClientException;

import org.junit.jupiter.api.Test;

import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class ProgressTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Progress progress = new Progress();
    private final AtomicInteger attempts = new AtomicInteger();

    /// Parts of an object are sent beside each other, and a link takes all of them with it.
    @Test
    void whatHasFailedTogetherIsTriedAgainAsOne() {
        Mono<String> once = Mono.defer(() -> attempts.incrementAndGet() == 1 ? twoFailures() : Mono.just("done"));

        StepVerifier.create(
                        once.retryWhen(progress.retries(failure -> failure instanceof ClientException.ServerViolation)))
                .expectNext("done")
                .expectComplete()
                .verify(SOON);

        assertThat(attempts).hasValue(2);
    }

    @Test
    void whatIsLastingIsToldAsOne() {
        Mono<String> always = Mono.defer(this::twoFailures);

        StepVerifier.create(always.retryWhen(progress.retries()))
                .expectErrorSatisfies(told ->
                        assertThat(told)
                                .isInstanceOf(ClientException.ServerViolation.class)
                                .hasMessageContaining("first"))
                .verify(SOON);
    }

    private Mono<String> twoFailures() {
        return Mono.error(
                Exceptions.multiple(
                        new ClientException.ServerViolation("first"), new ClientException.ServerViolation("second")));
    }
}
