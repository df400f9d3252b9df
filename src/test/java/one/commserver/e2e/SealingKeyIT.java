package one.commserver.e2e;

import static one.commserver.e2e.Finding.awaitFound;
import static one.commserver.e2e.Finding.find;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.protocol.DiscoveryMessage.KeyPublish;
import one.commserver.protocol.DiscoveryMessage.KeyPublished;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.WireTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Chapter 6, the sealing key: what isn't signed by its identity is never told.
class SealingKeyIT {

    @RegisterExtension static final Server SERVER = Servers.FINDING;

    @ParameterizedTest
    @EnumSource(SignatureAlgorithm.class)
    void aKeyIsFoundByPeersAlsoWhileItsOwnerIsAway(SignatureAlgorithm algorithm) {
        RawClient alice = SERVER.join(Who.anybody(algorithm));
        SealingKey key = SealingKeys.published(alice);
        RawClient bob = Invitation.guest(alice, SERVER.join());

        assertThat(find(bob, alice.identity()).sealingKey()).isEqualTo(key);
        assertThat(find(bob, alice.identity()).online()).isFalse();
        alice.leave();
        assertThat(find(bob, alice.identity()).sealingKey()).isEqualTo(key);
    }

    @Test
    void theLastKeyCountsUntilItExpires() {
        RawClient alice = SERVER.join();
        SealingKeys.published(alice);

        KeyPublish brief = SealingKeys.of(alice, Duration.ofSeconds(4));
        alice.send(brief);
        alice.message(KeyPublished.class);

        assertThat(find(alice, alice.identity()).sealingKey()).isEqualTo(SealingKeys.found(brief));
        awaitFound(alice, alice.identity(), found -> found.sealingKey() == null);
        assertThat(Instant.now()).isAfterOrEqualTo(Instant.parse(brief.expires()));
    }

    @Test
    void aKeyThatIsWrongIsNotTaken() {
        RawClient alice = SERVER.join();
        SealingKey kept = SealingKeys.published(alice);
        KeyPublish good = SealingKeys.of(alice, Duration.ofDays(1));
        KeyPublish strangers = SealingKeys.of(SERVER.join(), Duration.ofDays(1));
        Bytes key = good.key();
        String expires = good.expires();
        Bytes signature = good.signature();
        String later = WireTime.format(Instant.parse(expires).plusMillis(1));

        for (KeyPublish wrong :
                List.of(
                        new KeyPublish("k", "x448", key, expires, signature),
                        new KeyPublish("k", "X25519", key, expires, signature),
                        new KeyPublish("k", "x25519", Bytes.of(new byte[31]), expires, signature),
                        new KeyPublish("k", "x25519", Bytes.of(new byte[33]), expires, signature),
                        // of small order
                        new KeyPublish("k", "x25519", Bytes.of(new byte[32]), expires, signature),
                        new KeyPublish("k", "x25519", key, expires, Bytes.of(new byte[63])),
                        SealingKeys.of(alice, Duration.ofSeconds(-1)),
                        SealingKeys.of(alice, Duration.ofDays(30).plusMinutes(6)))) {
            alice.send(wrong);
            assertThat(alice.error(ErrorCode.KEY_INVALID).ref()).isEqualTo("k");
        }
        // these cost a signature each
        for (KeyPublish wrong :
                List.of(
                        new KeyPublish("k", "x25519", key, later, signature),
                        new KeyPublish("k", "x25519", strangers.key(), expires, signature),
                        strangers,
                        new KeyPublish("k", "x25519", key, expires, Bytes.of(new byte[64])))) {
            alice.send(wrong);
            assertThat(alice.error(ErrorCode.KEY_INVALID).ref()).isEqualTo("k");
        }

        assertThat(find(alice, alice.identity()).sealingKey()).isEqualTo(kept);
        alice.send(SealingKeys.of(alice, Duration.ofDays(30).plusMinutes(4)));
        alice.message(KeyPublished.class);
    }

    @Test
    void aFloodOfUnsignedKeysIsThrottledAndANeighbourPublishes() {
        RawClient hostile = SERVER.connect(SERVER.dial().from("127.0.0.81")).login(Who.anybody());
        RawClient neighbour = SERVER.connect(SERVER.dial().from("127.0.0.81")).login(Who.anybody());
        KeyPublish good = SealingKeys.of(hostile, Duration.ofDays(1));
        KeyPublish wrong = new KeyPublish("k", good.suite(), good.key(), good.expires(), Bytes.of(new byte[64]));
        for (int i = 0; i < 5; i++) {
            hostile.send(wrong);
            hostile.error(ErrorCode.KEY_INVALID);
        }

        for (int i = 0; i < 100; i++) {
            hostile.send(wrong);
            assertThat(hostile.error(ErrorCode.DISCOVER_THROTTLED).retryAfterMs()).isPositive();
        }
        hostile.send(good);
        assertThat(hostile.error(ErrorCode.DISCOVER_THROTTLED).ref()).isEqualTo("k");
        SealingKeys.published(neighbour);
    }
}
