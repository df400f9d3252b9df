package one.commserver.crypto;

import static one.commserver.crypto.TestBytes.flipped;
import static one.commserver.crypto.TestBytes.hex;
import static one.commserver.crypto.TestBytes.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Random;

/// The platform's own providers, an independent implementation, say the same of each signature.
class LibraryAgreementTest {

    private static final int ROUNDS = 40;

    @ParameterizedTest
    @EnumSource
    void thePlatformAgreesOnOurSignatures(SignatureAlgorithm algorithm) throws GeneralSecurityException {
        Random random = new Random(3);
        try (SigningKey key = SigningKey.generate(algorithm)) {
            java.security.PublicKey platformKey = platformKey(key.publicKey());
            for (int i = 0; i < ROUNDS; i++) {
                byte[] message = new byte[random.nextInt(300)];
                random.nextBytes(message);
                byte[] right = key.sign(message);
                byte[] wrong = flipped(right, random.nextInt(right.length * 8));

                assertTrue(platformVerifies(algorithm, platformKey, message, right));
                assertEquals(
                        key.publicKey().verify(message, wrong),
                        platformVerifies(algorithm, platformKey, message, wrong));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void weAgreeOnThePlatformsSignatures(SignatureAlgorithm algorithm) throws GeneralSecurityException {
        Random random = new Random(4);
        KeyPair pair = platformPair(algorithm);
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] raw = Arrays.copyOfRange(encoded, encoded.length - algorithm.publicKeyLength(), encoded.length);
        PublicKey key = PublicKey.ofEncoded(algorithm, Bytes.of(raw));
        for (int i = 0; i < ROUNDS; i++) {
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);
            Signature signing = Signature.getInstance(name(algorithm));
            signing.initSign(pair.getPrivate());
            signing.update(message);

            assertTrue(key.verify(message, signing.sign()));
        }
    }

    private static KeyPair platformPair(SignatureAlgorithm algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(family(algorithm));
        if (algorithm == SignatureAlgorithm.ECDSA_P256) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        return generator.generateKeyPair();
    }

    private static java.security.PublicKey platformKey(PublicKey key) throws GeneralSecurityException {
        String header =
                switch (key.algorithm()) {
                    case ED25519 -> "302a300506032b6570032100";
                    case ECDSA_P256 -> "3059301306072a8648ce3d020106082a8648ce3d030107034200";
                    case ML_DSA_65 -> "308207b2300b0609608648016503040312038207a100";
                };
        byte[] encoded = join(hex(header), key.encoded().toByteArray());
        return KeyFactory.getInstance(family(key.algorithm())).generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static boolean platformVerifies(
            SignatureAlgorithm algorithm, java.security.PublicKey key, byte[] message, byte[] signature)
            throws GeneralSecurityException {
        Signature verification = Signature.getInstance(name(algorithm));
        verification.initVerify(key);
        verification.update(message);
        try {
            return verification.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    private static String family(SignatureAlgorithm algorithm) {
        return algorithm == SignatureAlgorithm.ECDSA_P256 ? "EC" : name(algorithm);
    }

    private static String name(SignatureAlgorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> "Ed25519";
            case ECDSA_P256 -> "SHA256withECDSAinP1363Format";
            case ML_DSA_65 -> "ML-DSA-65";
        };
    }
}
