package one.commserver.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.testing.Wycheproof;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

/// Signatures that others have got wrong.
class WycheproofSignaturesTest {

    static Stream<Wycheproof> ed25519() {
        return Wycheproof.cases("ed25519");
    }

    @ParameterizedTest
    @MethodSource("ed25519")
    void ed25519IsJudgedAsExpected(Wycheproof vector) {
        boolean holds = holds(SignatureAlgorithm.ED25519, vector.hex("key"), vector.hex("msg"), vector.hex("sig"));

        assertThat(holds).isEqualTo(vector.isValid());
    }

    static Stream<Wycheproof> ecdsa() {
        return Wycheproof.cases("ecdsa-p256");
    }

    @ParameterizedTest
    @MethodSource("ecdsa")
    void ecdsaIsJudgedAsExpected(Wycheproof vector) {
        boolean holds = holds(SignatureAlgorithm.ECDSA_P256, vector.hex("key"), vector.hex("msg"), vector.hex("sig"));

        assertThat(holds).isEqualTo(vector.isValid());
    }

    static Stream<Wycheproof> mlDsa() {
        return Wycheproof.cases("ml-dsa-65");
    }

    /// A context is none of ours: what was signed with one doesn't hold here.
    @ParameterizedTest
    @MethodSource("mlDsa")
    void mlDsaIsJudgedAsExpected(Wycheproof vector) {
        boolean holds =
                holds(SignatureAlgorithm.ML_DSA_65, vector.base64("key"), vector.base64("msg"), vector.base64("sig"));

        boolean hasContext = vector.has("ctx") && vector.hex("ctx").length > 0;
        assertThat(holds).isEqualTo(vector.isValid() && !hasContext);
    }

    /// As whoever comes in is checked: the identity first, then the key.
    private static boolean holds(SignatureAlgorithm algorithm, byte[] key, byte[] message, byte[] signature) {
        PublicKey publicKey;
        try {
            publicKey = PublicKey.ofEncoded(algorithm, Bytes.of(key));
        } catch (InvalidIdentityException noKey) {
            return false;
        }
        return publicKey.verify(message, signature);
    }
}
