package one.commserver.crypto;

import static one.commserver.crypto.SignatureAlgorithm.ML_DSA_65;
import static one.commserver.crypto.TestBytes.ascii;
import static one.commserver.crypto.TestBytes.hex;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithContext;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

class MlDsa65Test {

    /// NIST's ACVP example for key generation (ML-DSA-keyGen-FIPS204, case 27), start and end of the key.
    @Test
    void seedExpandsToThePublishedKey() {
        byte[] seed = hex("e67d4e94e36225f5e360dbe043099a96078174a054631bc673100d218a71c448");

        try (SigningKey key = SigningKey.fromEncoded(ML_DSA_65, seed)) {
            byte[] encoded = key.publicKey().encoded().toByteArray();

            assertEquals(1952, encoded.length);
            assertArrayEquals(
                    hex("a11e04721b8d823aebfd8cd4663cc5e864bfb0c33df9d350fc6b20e1de4d857d"),
                    Arrays.copyOf(encoded, 32));
            assertArrayEquals(hex("7191a36ea3c99f45a7de1c2d179c53e365d1c5"), Arrays.copyOfRange(encoded, 1933, 1952));
        }
    }

    /// Wycheproof's mldsa_65_sign_seed, case 1: SHA-256 of the key, and of the repeatable signature of that message.
    @ParameterizedTest
    @CsvSource({
        "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a,"
                + "b7acce2ddb11f8cc1aa46e2bafac6eacfa2b732ef192bd636ad8d3a56d649c66,"
                + "39fbbb0d97a52c79844213b325af823a7f16a174e00a5b3daeb3e6e6d1c89681",
    })
    void signsAndVerifiesAsPublished(String seed, String keyDigest, String signatureDigest) throws CryptoException {
        byte[] message = ascii("Hello world");

        try (SigningKey key = SigningKey.fromEncoded(ML_DSA_65, hex(seed))) {
            byte[] signature = signedRepeatably(hex(seed), message);

            assertEquals(Bytes.of(hex(keyDigest)), key.identity().value());
            assertEquals(Bytes.of(hex(signatureDigest)), Digests.sha256(signature));
            assertTrue(key.publicKey().verify(message, signature));
        }
    }

    /// A hundred keys and signatures in one digest: the accumulated test vector of the Community Cryptography Test Vectors.
    @Test
    void aHundredKeysAndSignaturesAreAsPublished() throws CryptoException {
        var seeds = new SHAKEDigest(128);
        var accumulated = new SHAKEDigest(128);
        byte[] nothing = new byte[0];
        for (int i = 0; i < 100; i++) {
            byte[] seed = new byte[32];
            seeds.doOutput(seed, 0, seed.length);
            try (SigningKey key = SigningKey.fromEncoded(ML_DSA_65, seed)) {
                byte[] encoded = key.publicKey().encoded().toByteArray();
                byte[] signature = signedRepeatably(seed, nothing);
                accumulated.update(encoded, 0, encoded.length);
                accumulated.update(signature, 0, signature.length);

                assertTrue(key.publicKey().verify(nothing, signature));
            }
        }

        byte[] digest = new byte[32];
        accumulated.doFinal(digest, 0, digest.length);
        assertArrayEquals(hex("8358a1843220194417cadbc2651295cd8fc65125b5a5c1a239a16dc8b57ca199"), digest);
    }

    @Test
    void signaturesWithAContextAreRefused() throws CryptoException {
        byte[] seed = new byte[32];
        byte[] message = ascii("message");
        var expanded = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed);

        try (SigningKey key = SigningKey.fromEncoded(ML_DSA_65, seed)) {
            PublicKey publicKey = key.publicKey();

            assertTrue(publicKey.verify(message, signed(expanded, message)));
            assertTrue(publicKey.verify(message, signed(new ParametersWithContext(expanded, new byte[0]), message)));
            assertFalse(publicKey.verify(message, signed(new ParametersWithContext(expanded, new byte[1]), message)));
        }
    }

    @Test
    void signingIsHedged() {
        try (SigningKey key = SigningKey.generate(ML_DSA_65)) {
            byte[] message = ascii("message");

            assertFalse(Arrays.equals(key.sign(message), key.sign(message)));
        }
    }

    @Test
    void theKeyMustBeGivenAndMustBeTheIdentitys() {
        try (SigningKey key = SigningKey.generate(ML_DSA_65);
                SigningKey other = SigningKey.generate(ML_DSA_65)) {
            Bytes encoded = key.publicKey().encoded();

            assertEquals(key.publicKey(), PublicKey.of(key.identity(), encoded));
            refused(key.identity(), null);
            refused(key.identity(), other.publicKey().encoded());
            refused(key.identity(), Bytes.of(Arrays.copyOf(encoded.toByteArray(), 1951)));
            refused(key.identity(), Bytes.of(Arrays.copyOf(encoded.toByteArray(), 1953)));
            refused(key.identity(), key.identity().value());
        }
    }

    private static void refused(Identity identity, @Nullable Bytes key) {
        assertThrows(InvalidIdentityException.class, () -> PublicKey.of(identity, key));
    }

    private static byte[] signedRepeatably(byte[] seed, byte[] message) throws CryptoException {
        return signed(new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed), message);
    }

    /// Without a source of randomness the library signs in the deterministic variant of FIPS 204.
    private static byte[] signed(CipherParameters key, byte[] message) throws CryptoException {
        var signing = new MLDSASigner();
        signing.init(true, key);
        signing.update(message, 0, message.length);
        return signing.generateSignature();
    }
}
