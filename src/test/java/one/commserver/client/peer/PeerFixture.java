package one.commserver.client.peer;

import one.commserver.client.Channel;
import one.commserver.client.ClientLink;
import one.commserver.client.CommClient;
import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// A channel between two clients of the real server.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "commserver.relay.policy=open")
abstract class PeerFixture {

    static final Duration SOON = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(200);

    @LocalServerPort private int port;

    private final List<CommClient> clients = new ArrayList<>();
    final SigningKey phoneKey = SigningKey.generate(SignatureAlgorithm.ED25519);
    final SigningKey deskKey = SigningKey.generate(SignatureAlgorithm.ML_DSA_65);
    final PeerSettings phoneSettings = PeerSettings.of("phone");
    final PeerSettings deskSettings = PeerSettings.of("desk");
    Channel opened;
    Channel accepted;

    @BeforeEach
    void connect() {
        Sinks.One<Channel> offered = Sinks.one();
        link(
                deskKey,
                "desk",
                link -> link.offers().flatMap(offer -> offer.accept()).subscribe(offered::tryEmitValue, failure -> {}));
        ClientLink phone = link(phoneKey, "phone", link -> {});
        opened = get(phone.openChannel(deskKey.identity()));
        accepted = get(offered.asMono());
    }

    @AfterEach
    void close() {
        clients.forEach(client -> client.close().block(SOON));
    }

    private ClientLink link(SigningKey key, String instance, Consumer<ClientLink> then) {
        // As many as leave each channel just the grant that a record needs.
        CommClient client = CommClient.builder(key, "ws://127.0.0.1:" + port + "/", instance).maxChannels(64).build();
        clients.add(client);
        return get(client.connect(ConnectionKind.DATA).doOnNext(then));
    }

    static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(SOON));
    }

    static void assertFails(Mono<?> mono, Reason reason) {
        StepVerifier.create(mono).expectErrorMatches(failure -> isReason(failure, reason)).verify(SOON);
    }

    static boolean isReason(Throwable failure, Reason reason) {
        return failure instanceof EncryptionException encryption && encryption.reason() == reason;
    }
}
