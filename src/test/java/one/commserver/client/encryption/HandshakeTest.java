package one.commserver.client.encryption;

import static one.commserver.client.encryption.Failures.assertFails;
import static one.commserver.client.encryption.Peers.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.agreement.AgreementSuite;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Set;

/// The handshake when nobody disturbs it, and what it refuses by itself.
class HandshakeTest {

    @ParameterizedTest
    @EnumSource
    void identitiesOfEachAlgorithmAgree(SignatureAlgorithm algorithm) {
        Peers.Both done = new Peers(algorithm).shakeHands();

        assertThat(done.acceptor().opener().open(done.initiator().sealer().seal(message("hello"))))
                .isEqualTo(message("hello"));
        assertThat(done.initiator().opener().open(done.acceptor().sealer().seal(message("hi"))))
                .isEqualTo(message("hi"));
    }

    @ParameterizedTest
    @EnumSource
    void eachSuiteAgrees(AgreementSuite suite) {
        Peers peers = new Peers();
        peers.initiator = Peers.with(peers.initiator, List.of(suite));

        Peers.Both done = peers.shakeHands();

        assertThat(List.of(done.initiator().suite(), done.acceptor().suite())).containsOnly(suite);
    }

    @Test
    void eachMessageFitsIntoOneRecordWithTheLargestKeys() {
        Peers.Both done = new Peers(SignatureAlgorithm.ML_DSA_65).shakeHands();

        assertThat(List.of(done.offer().length, done.params().length, done.confirm().length))
                .allMatch(length -> length <= Records.MAX_PAYLOAD);
    }

    @Test
    void theInitiatorsPreferenceDecides() {
        Peers peers = new Peers();
        peers.initiator = Peers.with(peers.initiator, List.of(AgreementSuite.X25519, AgreementSuite.X25519_ML_KEM_768));

        assertThat(peers.shakeHands().acceptor().suite()).isEqualTo(AgreementSuite.X25519);
    }

    @Test
    void withoutACommonSuiteThereIsNone() {
        Peers peers = new Peers();
        peers.initiator = Peers.with(peers.initiator, List.of(AgreementSuite.X25519));
        peers.acceptor = Peers.with(peers.acceptor, List.of(AgreementSuite.X25519_ML_KEM_768));

        assertFails(Reason.NO_COMMON_SUITE, peers::shakeHands);
    }

    @Test
    void eachLearnsWhatTheOtherOneTakes() {
        Peers.Both done = new Peers().shakeHands();

        assertThat(done.initiator().maxMessage()).isEqualTo(2000);
        assertThat(done.acceptor().maxMessage()).isEqualTo(1000);
        assertThat(List.of(done.initiator().features(), done.acceptor().features())).containsOnly(Set.of("deflate"));
    }

    @Test
    void anUnknownSuiteAndUnknownMembersDoNoHarm() {
        Peers peers = new Peers();
        peers.acceptor = Peers.with(peers.acceptor, Peers.CLASSIC);
        String offer = Peers.text(peers.initiating().offer());

        String changed = offer.replace("{\"suite\":\"x25519-ml-kem-768\"", "{\"later\":[{}],\"suite\":\"x448\"");

        assertThat(changed).isNotEqualTo(offer);
        assertThat(peers.accepting().params(Peers.utf8(changed))).isNotEmpty();
    }

    @Test
    void twoHandshakesOfTheSamePeersHaveNothingInCommon() {
        Peers peers = new Peers();
        Peers.Both one = peers.shakeHands();
        Peers.Both other = peers.shakeHands();

        assertFails(
                Reason.RECORD, () -> other.acceptor().opener().open(one.initiator().sealer().seal(message("hello"))));
    }

    @Test
    void stepsComeInTheirOrderAndOnce() {
        Peers peers = new Peers();
        Peers.Both done = peers.shakeHands();
        var initiating = peers.initiating();
        initiating.offer();

        assertFails(Reason.UNEXPECTED, initiating::offer);
        assertFails(Reason.UNEXPECTED, () -> peers.initiating().params(done.params()));
        assertFails(Reason.UNEXPECTED, () -> peers.accepting().confirmed(done.confirm()));
    }

    @Test
    void nothingIsLeftAfterAFailure() {
        Peers peers = new Peers();
        var initiating = peers.initiating();
        var accepting = peers.accepting();
        byte[] params = accepting.params(initiating.offer());

        assertFails(Reason.MALFORMED, () -> initiating.params(new byte[0]));
        assertFails(Reason.UNEXPECTED, () -> initiating.params(params));
    }

    @Test
    void aClosedKeySignsNothing() {
        Peers peers = new Peers();
        var accepting = peers.accepting();
        byte[] offer = peers.initiating().offer();
        peers.acceptorKey.close();

        assertThatThrownBy(() -> accepting.params(offer)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noSecretIsShown() {
        Peers peers = new Peers();
        Peers.Both done = peers.shakeHands();

        assertThat(done.initiator().toString() + peers.initiating() + peers.initiator + done.acceptor())
                .doesNotContain("secret=", "key=")
                .contains("RecordSealer", "RecordOpener");
    }
}
