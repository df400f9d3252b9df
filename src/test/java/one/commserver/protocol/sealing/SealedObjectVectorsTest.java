package one.commserver.protocol.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.OpeningFailedException;
import one.commserver.crypto.sealing.Sealed;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingPublicKey;
import one.commserver.crypto.sealing.SealingSuite;
import one.commserver.protocol.WireTime;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/// The golden vectors of sealed objects.
class SealedObjectVectorsTest {

    @ParameterizedTest
    @MethodSource("accepted")
    void anObjectIsReadAsTheVectorSays(SealingVectors vector) {
        SealedObject object = SealedObject.decode(vector.bytes("object"));

        assertThat(object.isSigned()).isTrue();
        assertThat(object.to()).isEqualTo(key(vector));
        assertThat(object.sender().identity()).isEqualTo(vector.identity("sender"));
        assertThat(object.sender().besideIdentity().map(Bytes::toBase64Url).orElse("none"))
                .isEqualTo(vector.has("sender_key") ? vector.text("sender_key") : "none");
        assertThat(object.receiver()).isEqualTo(vector.identity("receiver"));
        assertThat(object.part()).isEqualTo(part(vector));
        assertThat(object.sealed()).isEqualTo(new Sealed(vector.bytes("enc"), vector.bytes("ciphertext")));
        assertThat(object.signature()).isEqualTo(vector.bytes("signature"));
        assertThat(object.info()).isEqualTo(vector.hex("info"));
        assertThat(object.encoded()).isEqualTo(vector.bytes("object"));
        try (SealingKeyPair pair = pair(vector)) {
            assertThat(object.open(pair)).isEqualTo(vector.bytes("plaintext").toByteArray());
        }
    }

    /// With the ephemeral key fixed, which only the library's own door for vectors lets us do.
    @ParameterizedTest
    @MethodSource("accepted")
    void theSameObjectIsMadeFromTheKeys(SealingVectors vector) throws InvalidCipherTextException {
        var hpke = new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
        var context =
                hpke.setupBaseS(
                        hpke.deserializePublicKey(vector.bytes("key").toByteArray()),
                        vector.hex("info"),
                        hpke.deserializePrivateKey(vector.bytes("ephemeral_private_key").toByteArray(), null));
        Sealed sealed =
                new Sealed(
                        Bytes.of(context.getEncapsulation()),
                        Bytes.of(context.seal(new byte[0], vector.bytes("plaintext").toByteArray())));
        try (SigningKey sender = vector.signingKey("sender", "sender_private_key")) {
            SealedObject object =
                    SealedObject.sign(sender, vector.identity("receiver"), key(vector), part(vector), sealed);

            assertThat(object.sealed()).isEqualTo(new Sealed(vector.bytes("enc"), vector.bytes("ciphertext")));
            // ml-dsa-65 signatures are hedged: another one each time
            if (sender.publicKey().algorithm() != SignatureAlgorithm.ML_DSA_65) {
                assertThat(object.encoded()).isEqualTo(vector.bytes("object"));
            }
            assertThat(SealedObject.decode(object.encoded()).isSigned()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void aFreshSealIsAboutTheSame(SealingVectors vector) {
        try (SigningKey sender = vector.signingKey("sender", "sender_private_key");
                SealingKeyPair pair = pair(vector)) {
            byte[] plaintext = vector.bytes("plaintext").toByteArray();

            SealedObject object =
                    SealedObject.seal(sender, vector.identity("receiver"), pair.publicKey(), part(vector), plaintext);

            assertThat(object.info()).isEqualTo(vector.hex("info"));
            assertThat(object.encoded().length()).isEqualTo(vector.bytes("object").length());
            assertThat(object.open(pair)).isEqualTo(plaintext);
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNoSealedObjectIsRefused(SealingVectors vector) {
        assertThatExceptionOfType(InvalidSealedObjectException.class)
                .isThrownBy(() -> SealedObject.decode(vector.bytes("object")))
                .satisfies(refused -> assertThat(refused.sentence()).endsWith("."))
                .satisfies(refused -> assertThat(refused.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("unsigned")
    void aSignatureThatDoesNotHoldShows(SealingVectors vector) {
        assertThat(SealedObject.decode(vector.bytes("object")).isSigned()).isFalse();
    }

    /// Who signs what was sealed about something else gets nothing opened.
    @ParameterizedTest
    @MethodSource("unopenable")
    void whatWasSealedAboutSomethingElseDoesNotOpen(SealingVectors vector) {
        SealedObject object = SealedObject.decode(vector.bytes("object"));
        try (SealingKeyPair pair = pair(vector)) {
            assertThat(object.isSigned()).isTrue();
            assertThat(object.to()).isEqualTo(pair.publicKey());

            assertThatExceptionOfType(OpeningFailedException.class).isThrownBy(() -> object.open(pair));
        }
    }

    private static SealingPublicKey key(SealingVectors vector) {
        return new SealingPublicKey(SealingSuite.ofWireName(vector.text("suite")).orElseThrow(), vector.bytes("key"));
    }

    private static SealingKeyPair pair(SealingVectors vector) {
        return SealingKeyPair.fromEncoded(SealingSuite.X25519, vector.bytes("sealing_private_key").toByteArray());
    }

    private static ObjectPart part(SealingVectors vector) {
        return new ObjectPart(
                vector.text("id"),
                vector.bytes("series"),
                vector.number("part"),
                vector.number("parts"),
                WireTime.parse(vector.text("sent")));
    }

    static List<SealingVectors> accepted() {
        return SealingVectors.below("objects", "accepted");
    }

    static List<SealingVectors> refused() {
        return SealingVectors.below("objects", "refused");
    }

    static List<SealingVectors> unsigned() {
        return SealingVectors.below("objects", "unsigned");
    }

    static List<SealingVectors> unopenable() {
        return SealingVectors.below("objects", "unopenable");
    }
}
