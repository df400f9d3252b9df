package one.commserver.crypto.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.agreement.KeyDerivation;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// HPKE against the RFC's vector and against those who try to be clever.
class SealingTest {

    private static final String RFC = "src/test/resources/vectors/9-sealing/hpke/rfc9180-a-2-1.json";
    private static final byte[] NONE = new byte[0];

    @Test
    void openingIsTheRfcs() throws IOException {
        JsonNode vector = vector();
        try (SealingKeyPair pair = SealingKeyPair.fromEncoded(SealingSuite.X25519, bytes(vector, "private_key"))) {
            Sealed sealed = new Sealed(Bytes.of(bytes(vector, "enc")), Bytes.of(bytes(vector, "ciphertext")));

            assertThat(pair.publicKey().value()).isEqualTo(Bytes.of(bytes(vector, "public_key")));
            assertThat(pair.open(sealed, bytes(vector, "info"), bytes(vector, "aad")))
                    .isEqualTo(bytes(vector, "plaintext"));
        }
    }

    @Test
    void sealingIsTheRfcs() throws IOException {
        JsonNode vector = vector();
        var key = new SealingPublicKey(SealingSuite.X25519, Bytes.of(bytes(vector, "public_key")));

        Sealed sealed =
                key.seal(
                        bytes(vector, "ephemeral_private_key"),
                        bytes(vector, "info"),
                        bytes(vector, "aad"),
                        bytes(vector, "plaintext"));

        assertThat(sealed.encapsulation()).isEqualTo(Bytes.of(bytes(vector, "enc")));
        assertThat(sealed.ciphertext()).isEqualTo(Bytes.of(bytes(vector, "ciphertext")));
    }

    @Property(tries = 100)
    void whatIsSealedOpens(
            @ForAll @Size(max = 300) byte[] plaintext,
            @ForAll @Size(max = 100) byte[] info,
            @ForAll @Size(max = 100) byte[] aad) {
        try (SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519)) {
            Sealed sealed = pair.publicKey().seal(info, aad, plaintext);

            assertThat(sealed.encapsulation().length()).isEqualTo(SealingSuite.X25519.encapsulationLength());
            assertThat(sealed.ciphertext().length()).isEqualTo(plaintext.length + SealingSuite.TAG_LENGTH);
            assertThat(pair.open(sealed, info, aad)).isEqualTo(plaintext);
        }
    }

    /// Every bit of a short one: encapsulation 256, ciphertext and tag 168, info and aad 16.
    @Property(tries = 440)
    void aChangedBitAnywhereDoesNotOpen(@ForAll @IntRange(max = 439) int bit) {
        try (SealingKeyPair pair = SealingKeyPair.fromEncoded(SealingSuite.X25519, new byte[32])) {
            Sealed sealed = pair.publicKey().seal(new byte[] {1}, new byte[] {2}, ascii("hello"));
            byte[] all = new byte[55];
            System.arraycopy(sealed.encapsulation().toByteArray(), 0, all, 0, 32);
            System.arraycopy(sealed.ciphertext().toByteArray(), 0, all, 32, 21);
            all[53] = 1;
            all[54] = 2;
            all[bit / 8] ^= (byte) (1 << (bit % 8));

            Sealed changed = sealed(Arrays.copyOf(all, 32), Arrays.copyOfRange(all, 32, 53));

            assertThatExceptionOfType(OpeningFailedException.class)
                    .isThrownBy(() -> pair.open(changed, new byte[] {all[53]}, new byte[] {all[54]}));
        }
    }

    @Test
    void nothingIsSealedTwiceAlike() {
        try (SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519)) {
            Sealed first = pair.publicKey().seal(NONE, NONE, ascii("hello"));
            Sealed second = pair.publicKey().seal(NONE, NONE, ascii("hello"));

            assertThat(second.encapsulation()).isNotEqualTo(first.encapsulation());
            assertThat(second.ciphertext()).isNotEqualTo(first.ciphertext());
        }
    }

    @Test
    void anotherKeyDoesNotOpen() {
        try (SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519);
                SealingKeyPair other = SealingKeyPair.generate(SealingSuite.X25519)) {
            Sealed sealed = pair.publicKey().seal(NONE, NONE, ascii("hello"));

            assertThatExceptionOfType(OpeningFailedException.class).isThrownBy(() -> other.open(sealed, NONE, NONE));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15})
    void aCiphertextShorterThanItsTagDoesNotOpen(int length) {
        try (SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519)) {
            Sealed sealed = sealed(pair.publicKey().value().toByteArray(), new byte[length]);

            assertThatExceptionOfType(OpeningFailedException.class).isThrownBy(() -> pair.open(sealed, NONE, NONE));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void anEncapsulationOfAnotherLengthDoesNotOpen(int length) {
        try (SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519)) {
            Sealed sealed = sealed(new byte[length], new byte[16]);

            assertThatExceptionOfType(OpeningFailedException.class).isThrownBy(() -> pair.open(sealed, NONE, NONE));
        }
    }

    /// With such a point the secret is zero, whatever the private key, so anybody can write a ciphertext that would open.
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
    void aSecretOfZerosDoesNotOpen(String point) throws InvalidCipherTextException {
        byte[] enc = HexFormat.of().parseHex(point);
        try (SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519)) {
            byte[] ciphertext = sealedWithZeros(enc, pair.publicKey().value().toByteArray());

            assertThatExceptionOfType(OpeningFailedException.class)
                    .isThrownBy(() -> pair.open(sealed(enc, ciphertext), NONE, NONE));
        }
    }

    /// What the test above relies on: the same steps with the true secret give the library's ciphertext.
    @Test
    void theKeyScheduleOfTheseTestsIsTheLibrarys() throws IOException, InvalidCipherTextException {
        JsonNode vector = vector();
        byte[] shared = HexFormat.of().parseHex("0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7");

        byte[] made = encrypt(shared, bytes(vector, "info"), bytes(vector, "aad"), bytes(vector, "plaintext"));

        assertThat(made).isEqualTo(bytes(vector, "ciphertext"));
    }

    @Test
    void oneExceptionForAllAndNothingInIt() {
        var refused = new OpeningFailedException();

        assertThat(refused.getStackTrace()).isEmpty();
        assertThat(refused).hasNoCause().hasMessage("what was sealed doesn't open");
    }

    @Test
    void aPairIsStoredAndReadAgain() {
        try (SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519);
                SealingKeyPair again = SealingKeyPair.fromEncoded(SealingSuite.X25519, pair.encoded())) {
            assertThat(again.publicKey()).isEqualTo(pair.publicKey());
            assertThat(again.open(pair.publicKey().seal(NONE, NONE, ascii("hello")), NONE, NONE))
                    .isEqualTo(ascii("hello"));
        }
        assertThatThrownBy(() -> SealingKeyPair.fromEncoded(SealingSuite.X25519, new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedPairIsGone() {
        SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519);
        Sealed sealed = pair.publicKey().seal(NONE, NONE, NONE);
        pair.close();
        pair.close();

        assertThatThrownBy(pair::encoded).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pair.open(sealed, NONE, NONE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPairShowsNothingOfItself() {
        try (SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519)) {
            assertThat(pair).hasToString("SealingKeyPair[x25519]");
            assertThat(pair.publicKey()).hasToString("SealingPublicKey[x25519]");
        }
    }

    /// An honest sealer's steps with the secret that everybody knows.
    private static byte[] sealedWithZeros(byte[] enc, byte[] receiver) throws InvalidCipherTextException {
        byte[] suite = {'K', 'E', 'M', 0, 0x20};
        byte[] prk = extract(suite, NONE, "eae_prk", new byte[32]);
        return encrypt(expand(suite, prk, "shared_secret", join(enc, receiver), 32), NONE, NONE, ascii("hello"));
    }

    /// RFC 9180, section 5.1, in base mode, and section 5.2 with sequence number 0.
    private static byte[] encrypt(byte[] shared, byte[] info, byte[] aad, byte[] plaintext)
            throws InvalidCipherTextException {
        byte[] suite = {'H', 'P', 'K', 'E', 0, 0x20, 0, 1, 0, 3};
        byte[] context =
                join(new byte[1], extract(suite, NONE, "psk_id_hash", NONE), extract(suite, NONE, "info_hash", info));
        byte[] secret = extract(suite, shared, "secret", NONE);
        byte[] key = expand(suite, secret, "key", context, 32);
        byte[] nonce = expand(suite, secret, "base_nonce", context, 12);
        var cipher = new ChaCha20Poly1305();
        cipher.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        cipher.processAADBytes(aad, 0, aad.length);
        byte[] sealed = new byte[plaintext.length + 16];
        int written = cipher.processBytes(plaintext, 0, plaintext.length, sealed, 0);
        cipher.doFinal(sealed, written);
        return sealed;
    }

    private static byte[] extract(byte[] suite, byte[] salt, String label, byte[] material) {
        byte[] key = salt.length == 0 ? new byte[32] : salt;
        return KeyDerivation.mac(key, join(ascii("HPKE-v1"), suite, ascii(label), material));
    }

    /// One block of HMAC is enough.
    private static byte[] expand(byte[] suite, byte[] key, String label, byte[] info, int length) {
        byte[] head = {0, (byte) length};
        byte[] block = join(head, ascii("HPKE-v1"), suite, ascii(label), info, new byte[] {1});
        return Arrays.copyOf(KeyDerivation.mac(key, block), length);
    }

    private static byte[] join(byte[]... parts) {
        byte[] joined = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int position = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, position, part.length);
            position += part.length;
        }
        return joined;
    }

    private static Sealed sealed(byte[] enc, byte[] ciphertext) {
        return new Sealed(Bytes.of(enc), Bytes.of(ciphertext));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static JsonNode vector() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(Path.of(RFC)));
    }

    private static byte[] bytes(JsonNode vector, String field) {
        return HexFormat.of().parseHex(vector.required(field).stringValue());
    }
}
