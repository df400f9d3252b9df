package one.commserver.crypto.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.testing.Wycheproof;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.stream.Stream;

/// Key agreements that others have got wrong.
class WycheproofAgreementsTest {

    private static final byte[] ZERO = new byte[X25519Share.LENGTH];

    static Stream<Wycheproof> x25519() {
        return Wycheproof.cases("x25519");
    }

    /// A secret that everybody knows is refused, any other one is the expected one.
    @ParameterizedTest
    @MethodSource("x25519")
    void x25519AgreesAsExpected(Wycheproof vector) {
        byte[] expected = vector.hex("shared");
        try (var share = new X25519Share(length -> vector.hex("private"))) {
            if (Arrays.equals(expected, ZERO)) {
                assertThat(vector.isAcceptable()).isTrue();
                assertThatThrownBy(() -> share.agree(vector.hex("key"))).isInstanceOf(InvalidKeyShareException.class);
            } else {
                assertThat(share.agree(vector.hex("key"))).isEqualTo(expected);
            }
        }
    }

    static Stream<Wycheproof> decapsulation() {
        return Wycheproof.cases("ml-kem-768-decapsulation");
    }

    @ParameterizedTest
    @MethodSource("decapsulation")
    void mlKemDecapsulatesAsExpected(Wycheproof vector) {
        var key = MlKem768.generate(length -> vector.base64("seed"));

        assertThat(key.getPublicKey()).isEqualTo(vector.base64("key"));
        assertThat(MlKem768.decapsulate(key, vector.base64("ciphertext"))).isEqualTo(vector.base64("secret"));
    }

    static Stream<Wycheproof> encapsulation() {
        return Wycheproof.cases("ml-kem-768-encapsulation");
    }

    @ParameterizedTest
    @MethodSource("encapsulation")
    void mlKemEncapsulatesAsExpected(Wycheproof vector) {
        byte[] key = vector.base64("key");
        if (vector.isValid()) {
            var made = MlKem768.encapsulate(key, length -> vector.base64("message"));
            assertThat(made.ciphertext()).isEqualTo(vector.base64("ciphertext"));
            assertThat(made.secret()).isEqualTo(vector.base64("secret"));
        } else {
            assertThatThrownBy(() -> MlKem768.encapsulate(key, length -> vector.base64("message")))
                    .isInstanceOf(InvalidKeyShareException.class);
        }
    }
}
