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
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithContext;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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

    /// Without a source of randomness the library signs in the deterministic variant of FIPS 204.
    private static byte[] signed(CipherParameters key, byte[] message) throws CryptoException {
        var signing = new MLDSASigner();
        signing.init(true, key);
        signing.update(message, 0, message.length);
        return signing.generateSignature();
    }
}
