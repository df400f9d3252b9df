package one.commserver.history;

import one.commserver.client.ClientException;
import one.commserver.client.CommClient;
import one.commserver.client.CommClientBuilder;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import java.time.Duration;

/// What all who act have in common.
final class Actors {

    /// Longer than any fault with what follows from it.
    static final Duration PATIENCE = Duration.ofSeconds(90);

    /// Whatever passes by itself is tried again.
    static final Retry UNTIL_IT_WORKS =
            Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                    .maxBackoff(Duration.ofSeconds(1))
                    .filter(failure -> failure instanceof ClientException client && client.mayPass());

    private Actors() {}

    static SigningKey key() {
        return SigningKey.generate(SignatureAlgorithm.ED25519);
    }

    /// Doesn't wait as long as people do for servers that stand still.
    static CommClient client(SigningKey key, String url, String instance) {
        CommClientBuilder builder = CommClient.builder(key, url, instance);
        return builder.connectTimeout(Duration.ofSeconds(3))
                .authenticationTimeout(Duration.ofSeconds(3))
                .requestTimeout(Duration.ofSeconds(10))
                .build();
    }

    /// Numbers from 1, one by one. Whoever cancels it may be a link, whose thread doesn't wait for the timer's lock.
    static Flux<Long> ticks(Duration pace) {
        return Flux.interval(pace)
                .onBackpressureDrop()
                .cancelOn(Schedulers.boundedElastic())
                .index((index, tick) -> index + 1);
    }

    static <T> T get(Mono<T> mono) {
        return mono.block(PATIENCE);
    }
}
