package one.commserver.soak.load;

import one.commserver.client.CommClient;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.Objects;

/// What all clients have in common.
final class Clients {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Clients() {}

    static String url(int port) {
        return "ws://127.0.0.1:" + port + "/";
    }

    static SigningKey key() {
        return SigningKey.generate(SignatureAlgorithm.ED25519);
    }

    /// More patient than people are: a machine that is busy with something else is no fault of the server's.
    static CommClient client(SigningKey key, int port, String instance) {
        return CommClient.builder(key, url(port), instance)
                .connectTimeout(PATIENCE)
                .authenticationTimeout(PATIENCE)
                .requestTimeout(PATIENCE)
                .build();
    }

    static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }

    static void run(Mono<Void> mono) {
        mono.block(PATIENCE);
    }
}
