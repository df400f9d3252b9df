package one.commserver.client.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.pairing.TrustStore.Admission;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// What a list of peers keeps of those who were removed before they came; the rest is told by a server that lies.
class InMemoryTrustStoreTest {

    private static final int MOST = 3;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final InMemoryTrustStore trust = new InMemoryTrustStore(MOST);
    private final SigningKey bob = key();

    @Test
    void whoWasRemovedBeforeHeCameNeedsAnotherInvite() {
        remove(bob.identity());

        assertThat(admit(bob, 1)).isEqualTo(Admission.REVOKED);
        assertThat(admit(bob, 1)).isEqualTo(Admission.REVOKED);
        assertThat(trust.find(bob.identity()).block(SOON)).isNull();
        assertThat(admit(bob, 2)).isEqualTo(Admission.ADDED);
    }

    @Test
    void hisUseOfTheInviteCounts() {
        remove(bob.identity());
        admit(bob, 1);

        assertThat(admit(key(), 1)).isEqualTo(Admission.USED_UP);
    }

    @Test
    void thereIsRoomForSoManyAndNobodyElseLosesHis() {
        for (int i = 0; i < MOST; i++) {
            remove(key().identity());
        }

        assertThatThrownBy(() -> remove(key().identity())).isInstanceOf(IllegalStateException.class);
        assertThat(admit(bob, 1)).isEqualTo(Admission.ADDED);
        remove(bob.identity());
        assertThat(trust.peers().collectList().block(SOON)).isEmpty();
    }

    private void remove(Identity identity) {
        trust.remove(identity).block(SOON);
    }

    /// By an invite for one.
    private Admission admit(SigningKey who, int invite) {
        var id = Bytes.of(new byte[] {(byte) invite});
        return trust.admit(new Peer(who.publicKey(), Peer.Role.JOINER, id, "friend", "c"), 1).block(SOON);
    }

    private static SigningKey key() {
        return SigningKey.generate(SignatureAlgorithm.ED25519);
    }
}
