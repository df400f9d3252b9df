package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingPublicKey;
import one.commserver.crypto.sealing.SealingSuite;
import one.commserver.protocol.DiscoveryMessage.KeyPublish;
import one.commserver.protocol.DiscoveryMessage.KeyPublished;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.protocol.WireTime;
import one.commserver.protocol.sealing.SealingKeyRecord;

import java.time.Duration;
import java.time.Instant;

/// Keys that clients publish.
final class SealingKeys {

    private SealingKeys() {}

    static KeyPublish of(RawClient client, Duration life) {
        SealingKeyRecord made = SealingKeyRecord.sign(client.who().key(), generated(), Instant.now().plus(life));
        return new KeyPublish(
                "k",
                made.key().suite().wireName(),
                made.key().value(),
                WireTime.format(made.expires()),
                made.signature());
    }

    /// Published, and as it should be found.
    static SealingKey published(RawClient client) {
        KeyPublish publish = of(client, Duration.ofDays(30));
        client.send(publish);
        assertThat(client.message(KeyPublished.class).ref()).isEqualTo("k");
        return found(publish);
    }

    static SealingKey found(KeyPublish publish) {
        return new SealingKey(publish.suite(), publish.key(), publish.expires(), publish.signature());
    }

    private static SealingPublicKey generated() {
        try (SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519)) {
            return pair.publicKey();
        }
    }
}
