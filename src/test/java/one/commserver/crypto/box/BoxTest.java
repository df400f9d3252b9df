package one.commserver.crypto.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/// Keys and boxes against NaCl's own vector and the golden one, and against those who try to be clever.
class BoxTest {

    private static final byte[] NONCE = new byte[BoxKey.NONCE_LENGTH];

    @Test
    void keysAreTheVectors() {
        try (BoxKeyPair server = Registration.server();
                BoxKeyPair client = Registration.client()) {
            assertThat(server.publicKey().hex()).isEqualTo(Registration.hex("server_public_key"));
            assertThat(client.publicKey().hex()).isEqualTo(Registration.hex("client_public_key"));
        }
    }

    @Test
    void theKeyOfAnAgreementIsTheVectors() {
        assertThat(HSalsa20.derive(Registration.bytes("agreed"))).isEqualTo(Registration.bytes("key"));
    }

    @Test
    void bothEndsAgreeOnTheSameKey() {
        try (BoxKeyPair server = Registration.server();
                BoxKeyPair client = Registration.client();
                BoxKey servers = server.agree(client.publicKey());
                BoxKey clients = client.agree(server.publicKey());
                BoxKey vectors = new BoxKey(Registration.bytes("key"))) {
            byte[] sealed = vectors.seal(NONCE, ascii("hello"));

            assertThat(servers.seal(NONCE, ascii("hello"))).isEqualTo(sealed);
            assertThat(clients.seal(NONCE, ascii("hello"))).isEqualTo(sealed);
        }
    }

    @Property(tries = 200)
    void whatIsSealedOpens(@ForAll @Size(max = 1000) byte[] plaintext, @ForAll @Size(24) byte[] nonce) {
        try (BoxKey key = key()) {
            byte[] sealed = key.seal(nonce, plaintext);

            assertThat(sealed).hasSize(plaintext.length + BoxKey.TAG_LENGTH);
            assertThat(key.open(nonce, sealed)).isEqualTo(plaintext);
            assertThat(key.openWithNonce(key.sealWithNonce(plaintext))).isEqualTo(plaintext);
        }
    }

    @Test
    void anEmptyMessageAndALongOneOpen() {
        try (BoxKey key = key()) {
            for (int length : new int[] {0, 32, 63, 64, 65, 65_536, 65_808}) {
                byte[] plaintext = new byte[length];
                Arrays.fill(plaintext, (byte) length);

                assertThat(key.open(NONCE, key.seal(NONCE, plaintext))).isEqualTo(plaintext);
            }
        }
    }

    /// Every bit of nonce, tag and ciphertext.
    @Property(tries = 360)
    void aChangedBitAnywhereDoesNotOpen(@ForAll @IntRange(max = 359) int bit) {
        try (BoxKey key = key()) {
            byte[] sealed = key.sealWithNonce(ascii("hello"));
            sealed[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThatExceptionOfType(BoxOpeningException.class).isThrownBy(() -> key.openWithNonce(sealed));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23, 24, 39})
    void whatIsShorterThanNonceAndTagDoesNotOpen(int length) {
        try (BoxKey key = key()) {
            assertThatExceptionOfType(BoxOpeningException.class).isThrownBy(() -> key.openWithNonce(new byte[length]));
        }
    }

    @Test
    void anotherKeyDoesNotOpen() {
        try (BoxKey key = key();
                BoxKeyPair server = Registration.server();
                BoxKeyPair stranger = BoxKeyPair.generate();
                BoxKey other = stranger.agree(server.publicKey())) {
            byte[] sealed = key.sealWithNonce(ascii("hello"));

            assertThatExceptionOfType(BoxOpeningException.class).isThrownBy(() -> other.openWithNonce(sealed));
        }
    }

    @Test
    void noRandomNonceComesTwice() {
        try (BoxKey key = key()) {
            assertThat(key.sealWithNonce(ascii("hello"))).isNotEqualTo(key.sealWithNonce(ascii("hello")));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 23, 25})
    void aNonceOfAnotherLengthIsRefused(int length) {
        try (BoxKey key = key()) {
            assertThatIllegalArgumentException().isThrownBy(() -> key.seal(new byte[length], NONCE));
            assertThatIllegalArgumentException().isThrownBy(() -> key.open(new byte[length], NONCE));
        }
    }

    /// With such a point everybody knows what is agreed, whatever the secret.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000080"
            })
    void nobodyAgreesWithAPointOfSmallOrder(String point) {
        BoxPublicKey weak = BoxPublicKey.ofHex(point);
        try (BoxKeyPair pair = BoxKeyPair.generate()) {
            assertThatExceptionOfType(InvalidBoxKeyException.class).isThrownBy(() -> pair.agree(weak));
        }
    }

    @Test
    void aKeyIsReadInEitherCaseAndWrittenInLowerCase() {
        String lower = Registration.hex("server_public_key");
        BoxPublicKey key = BoxPublicKey.ofHex(lower.toUpperCase(Locale.ROOT));

        assertThat(key).isEqualTo(BoxPublicKey.ofHex(lower)).hasSameHashCodeAs(BoxPublicKey.ofHex(lower));
        assertThat(key.hex()).isEqualTo(lower);
        assertThat(key).isNotEqualTo(BoxPublicKey.ofHex(Registration.hex("client_public_key")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "0g00000000000000000000000000000000000000000000000000000000000000",
                " 000000000000000000000000000000000000000000000000000000000000000",
                "+000000000000000000000000000000000000000000000000000000000000000",
                "000000000000000000000000000000000000000000000000000000000000000",
                "00000000000000000000000000000000000000000000000000000000000000000",
                "0x00000000000000000000000000000000000000000000000000000000000000",
                "٠000000000000000000000000000000000000000000000000000000000000000"
            })
    void anyOtherTextIsNoKey(String text) {
        assertThatExceptionOfType(InvalidBoxKeyException.class)
                .isThrownBy(() -> BoxPublicKey.ofHex(text))
                .satisfies(refused -> assertThat(refused.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void keysOfAnotherLengthAreRefused(int length) {
        assertThatExceptionOfType(InvalidBoxKeyException.class).isThrownBy(() -> BoxPublicKey.of(new byte[length]));
        assertThatIllegalArgumentException().isThrownBy(() -> BoxKeyPair.ofSecret(new byte[length]));
    }

    @Test
    void aPairIsStoredAndReadAgain() {
        try (BoxKeyPair pair = BoxKeyPair.generate();
                BoxKeyPair again = BoxKeyPair.ofSecret(pair.secret())) {
            assertThat(again.publicKey()).isEqualTo(pair.publicKey());
            assertThat(again.secret()).isEqualTo(pair.secret());
        }
    }

    @Test
    void whatIsClosedIsGone() {
        BoxKeyPair pair = BoxKeyPair.generate();
        BoxKey key = key();
        pair.close();
        pair.close();
        key.close();
        key.close();

        assertThatIllegalStateException().isThrownBy(pair::secret);
        assertThatIllegalStateException().isThrownBy(() -> pair.agree(pair.publicKey()));
        assertThatIllegalStateException().isThrownBy(() -> key.seal(NONCE, NONCE));
        assertThatIllegalStateException().isThrownBy(() -> key.openWithNonce(new byte[64]));
    }

    @Test
    void nothingShowsASecret() {
        try (BoxKeyPair pair = Registration.server();
                BoxKey key = key();
                BoxChallenge challenge = BoxChallenge.issue(key)) {
            assertThat(pair).hasToString("BoxKeyPair[7b4e909b…]");
            assertThat(key).hasToString("BoxKey");
            assertThat(challenge).hasToString("BoxChallenge");
        }
        assertThat(new BoxOpeningException()).hasNoCause().hasMessage("what was sealed doesn't open");
    }

    @Test
    void theSelfTestPasses() {
        assertThatCode(BoxSelfTest::run).doesNotThrowAnyException();
    }

    private static BoxKey key() {
        return new BoxKey(HexFormat.of().parseHex(Registration.hex("key")));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
