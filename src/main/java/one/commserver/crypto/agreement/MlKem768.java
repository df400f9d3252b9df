package one.commserver.crypto.agreement;

import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

import java.util.Arrays;

import javax.security.auth.DestroyFailedException;

/// ML-KEM-768 of FIPS 203. Lengths in bytes.
final class MlKem768 {

    static final int KEY_LENGTH = 1184;
    static final int CIPHERTEXT_LENGTH = 1088;

    private static final int SEED_LENGTH = 64;
    private static final int MESSAGE_LENGTH = 32;

    private MlKem768() {}

    /// A key pair from a seed, which FIPS 203 calls d and z.
    static MLKEMPrivateKeyParameters generate(RandomSource random) {
        byte[] seed = random.bytes(SEED_LENGTH);
        try {
            return new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed.clone());
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /// A ciphertext and the secret in it.
    ///
    /// @throws InvalidKeyShareException if the key fails the modulus check of FIPS 203, section 7.2
    static Encapsulated encapsulate(byte[] key, RandomSource random) {
        byte[] message = random.bytes(MESSAGE_LENGTH);
        try {
            var parameters = new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, key);
            SecretWithEncapsulation made = MLKEMGenerator.internalGenerateEncapsulated(parameters, message);
            var encapsulated = new Encapsulated(made.getEncapsulation(), made.getSecret());
            made.destroy();
            return encapsulated;
        } catch (IllegalArgumentException refused) {
            throw new InvalidKeyShareException("no ML-KEM-768 key");
        } catch (DestroyFailedException impossible) {
            throw new IllegalStateException("an ML-KEM secret can't be wiped", impossible);
        } finally {
            Arrays.fill(message, (byte) 0);
        }
    }

    /// The secret in a ciphertext. One that was made for another key gives another secret, and nobody is told.
    static byte[] decapsulate(MLKEMPrivateKeyParameters key, byte[] ciphertext) {
        return new MLKEMExtractor(key).extractSecret(ciphertext);
    }

    /// @param secret belongs to the reader, who wipes it
    @SuppressWarnings("ArrayRecordComponent") // two arrays on their way within this package
    record Encapsulated(byte[] ciphertext, byte[] secret) {}
}
