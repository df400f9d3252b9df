package one.commserver.crypto.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import javax.crypto.KEM;

/// The primitives against the vectors of their standards, and against another library.
class AgreementTest {

    private static final String MLKEM_KEY_HEAD = "308204b2300b0609608648016503040402038204a100";

    /// RFC 7748, section 5.2: a thousand times, each result the next secret.
    @Test
    void x25519IsRfc7748s() {
        byte[] secret = unhex("09" + "00".repeat(31));
        byte[] point = secret.clone();
        for (int i = 0; i < 1000; i++) {
            byte[] drawn = secret.clone();
            byte[] next = new X25519Share(length -> drawn).agree(point);
            point = secret;
            secret = next;
        }

        assertThat(hex(secret)).isEqualTo("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
    }

    /// RFC 5869, appendix A.1, with the first 32 bytes of its output; its info isn't ASCII, so extract only, and HMAC.
    @Test
    void hkdfIsRfc5869s() {
        var secret = new SharedSecret(unhex("0b".repeat(22)));

        var derivation = KeyDerivation.extract(unhex("000102030405060708090a0b0c"), secret);

        byte[] prk = unhex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        assertThat(derivation.expand("label")).isEqualTo(KeyDerivation.expand(prk, "label"));
        // RFC 5869, section 2.3: T(1) is HMAC(PRK, info and the byte 1)
        assertThat(derivation.expand("label")).isEqualTo(KeyDerivation.mac(prk, ascii("label\u0001")));
    }

    /// RFC 4231, test case 2.
    @Test
    void hmacIsRfc4231s() {
        assertThat(hex(KeyDerivation.mac(ascii("Jefe"), ascii("what do ya want for nothing?"))))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 1000, 16_384})
    void theCipherAgreesWithAnotherLibrary(int length) throws InvalidCipherTextException {
        byte[] key = unhex("07".repeat(32));
        byte[] plaintext = new byte[length];
        Arrays.fill(plaintext, (byte) 5);
        long number = (1L << 40) + length;
        var other = new ChaCha20Poly1305();
        byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(number).array();
        other.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        byte[] expected = new byte[length + RecordCipher.TAG_LENGTH];
        int written = other.processBytes(plaintext, 0, length, expected, 0);
        other.doFinal(expected, written);

        byte[] sealed = RecordCipher.sealing(key).seal(number, plaintext, 0, length);

        assertThat(sealed).isEqualTo(expected);
        assertThat(RecordCipher.opening(key).open(number, sealed, 0, sealed.length)).isEqualTo(plaintext);
    }

    @Test
    void nothingIsSealedTwiceUnderOneNumber() {
        var cipher = RecordCipher.sealing(new byte[32]);
        cipher.seal(7, new byte[1], 0, 1);

        assertThatThrownBy(() -> cipher.seal(7, new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.seal(3, new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThat(cipher.seal(8, new byte[1], 0, 1)).hasSize(17);
    }

    @Test
    void aClosedCipherDoesNothing() {
        var cipher = RecordCipher.sealing(new byte[32]);
        cipher.close();
        cipher.close();

        assertThatThrownBy(() -> cipher.seal(1, new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.rekey(new byte[32])).isInstanceOf(IllegalStateException.class);
    }

    /// The other library encapsulates for our key.
    @Test
    void mlKemAgreesWithAnotherLibrary() throws GeneralSecurityException {
        var own = MlKem768.generate(RandomSource.SECURE);
        var key =
                KeyFactory.getInstance("ML-KEM")
                        .generatePublic(new X509EncodedKeySpec(unhex(MLKEM_KEY_HEAD + hex(own.getPublicKey()))));

        KEM.Encapsulated encapsulated = KEM.getInstance("ML-KEM").newEncapsulator(key).encapsulate();

        assertThat(MlKem768.decapsulate(own, encapsulated.encapsulation())).isEqualTo(encapsulated.key().getEncoded());
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesOfASuiteAgree(AgreementSuite suite) {
        try (var offered = suite.offer(RandomSource.SECURE)) {
            assertThat(offered.share()).hasSize(suite.offerLength());
            var answered = suite.answer(offered.share(), RandomSource.SECURE);
            assertThat(answered.share()).hasSize(suite.answerLength());

            assertThat(offered.agree(answered.share()).unsafeArray()).isEqualTo(answered.secret().unsafeArray());
        }
    }

    @Test
    void theHybridSecretHasBothParts() {
        AgreementSuite suite = AgreementSuite.X25519_ML_KEM_768;
        var offered = suite.offer(RandomSource.SECURE);
        var answered = suite.answer(offered.share(), RandomSource.SECURE);
        byte[] otherCiphertext = answered.share().clone();
        otherCiphertext[0] ^= 1;
        byte[] otherPoint = answered.share().clone();
        otherPoint[otherPoint.length - 2] ^= 1;
        byte[] secret = answered.secret().unsafeArray();

        byte[] first = offered.agree(otherCiphertext).unsafeArray();
        byte[] second = offered.agree(otherPoint).unsafeArray();

        assertThat(Arrays.copyOf(first, 32)).isNotEqualTo(Arrays.copyOf(secret, 32));
        assertThat(Arrays.copyOfRange(first, 32, 64)).isEqualTo(Arrays.copyOfRange(secret, 32, 64));
        assertThat(Arrays.copyOf(second, 32)).isEqualTo(Arrays.copyOf(secret, 32));
        assertThat(Arrays.copyOfRange(second, 32, 64)).isNotEqualTo(Arrays.copyOfRange(secret, 32, 64));
    }

    /// All points of order 1, 2, 4 and 8, on the curve and on its twist, and spellings of theirs above the prime.
    @Test
    void pointsOfSmallOrderAreRefused() {
        List<String> points =
                List.of(
                        "00".repeat(32),
                        "01" + "00".repeat(31),
                        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                        "ec" + "ff".repeat(30) + "7f",
                        "ed" + "ff".repeat(30) + "7f",
                        "ee" + "ff".repeat(30) + "7f",
                        "00".repeat(31) + "80");
        for (String point : points) {
            assertThatExceptionOfType(InvalidKeyShareException.class)
                    .isThrownBy(() -> AgreementSuite.X25519.answer(unhex(point), RandomSource.SECURE));
        }
    }

    @Test
    void whatIsClosedIsWiped() {
        byte[] drawn = new byte[32];
        Arrays.fill(drawn, (byte) 9);
        var share = new X25519Share(length -> drawn);
        share.close();
        var secret = new SharedSecret(new byte[] {1, 2}, new byte[] {3});
        assertThat(secret.unsafeArray()).containsExactly(1, 2, 3);
        secret.close();

        assertThat(drawn).containsOnly(0);
        assertThat(secret.unsafeArray()).containsOnly(0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] unhex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
