package one.commserver.client.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import one.commserver.client.ClientException;

import org.junit.jupiter.api.Test;

import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

import java.util.concurrent.atomic.AtomicInteger;

class ProgressTest {

    private final Progress progress = new Progress();
    private final AtomicInteger attempts = new AtomicInteger();

    /// Parts of an object are sent beside each other, and a link takes all of them with it.
    @Test
    void whatHasFailedTogetherIsTriedAgainAsOne() {
        Mono<String> once = Mono.defer(() -> attempts.incrementAndGet() == 1 ? twoFailures() : Mono.just("done"));

        String result =
                once.retryWhen(progress.retries(failure -> failure instanceof ClientException.ServerViolation)).block();

        assertThat(result).isEqualTo("done");
        assertThat(attempts).hasValue(2);
    }

    @Test
    void whatIsLastingIsToldAsOne() {
        Mono<String> always = Mono.defer(this::twoFailures);

        assertThatExceptionOfType(ClientException.ServerViolation.class)
                .isThrownBy(() -> always.retryWhen(progress.retries()).block())
                .withMessageContaining("first");
    }

    private Mono<String> twoFailures() {
        return Mono.error(
                Exceptions.multiple(
                        new ClientException.ServerViolation("first"), new ClientException.ServerViolation("second")));
    }
}
