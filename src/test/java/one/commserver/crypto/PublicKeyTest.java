package one.commserver.crypto;

import static one.commserver.crypto.TestBytes.ascii;
import static one.commserver.crypto.TestBytes.flipped;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/// What holds for each algorithm alike.
class PublicKeyTest {

    private static final byte[] MESSAGE = ascii("commserver");

    /// All bits of the short signatures, a sample of the long one.
    private static final int FLIPS = 600;

    @ParameterizedTest
    @EnumSource
    void flippedBitsAreRefusedWhereverTheyAre(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm)) {
            byte[] signature = key.sign(MESSAGE);
            int bits = signature.length * 8;
            int step = Math.max(1, bits / FLIPS);

            assertEquals(algorithm.signatureLength(), signature.length);
            assertTrue(key.publicKey().verify(MESSAGE, signature));
            for (int bit = 0; bit < bits; bit += step) {
                assertFalse(key.publicKey().verify(MESSAGE, flipped(signature, bit)), "bit " + bit);
            }
            for (int bit = 0; bit < MESSAGE.length * 8; bit++) {
                assertFalse(key.publicKey().verify(flipped(MESSAGE, bit), signature), "message bit " + bit);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherLengthsAreRefused(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm)) {
            byte[] signature = key.sign(MESSAGE);
            int[] lengths = {0, 1, 32, 63, 64, 65, 72, 128, 3308, 3309, 3310, 5000};
            for (int length : lengths) {
                boolean exact = length == signature.length;

                assertEquals(exact, key.publicKey().verify(MESSAGE, Arrays.copyOf(signature, length)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherKeyVerifiesNothing(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm);
                SigningKey other = SigningKey.generate(algorithm)) {
            assertFalse(other.publicKey().verify(MESSAGE, key.sign(MESSAGE)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noBytesMakeVerificationThrowOrSucceed(SignatureAlgorithm algorithm) {
        Random random = new Random(7);
        try (SigningKey key = SigningKey.generate(algorithm)) {
            for (int i = 0; i < 300; i++) {
                byte[] junk = new byte[algorithm.signatureLength()];
                random.nextBytes(junk);
                sparse(junk, random);

                assertFalse(assertDoesNotThrow(() -> key.publicKey().verify(MESSAGE, junk)));
            }
            for (int filling : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
                byte[] uniform = new byte[algorithm.signatureLength()];
                Arrays.fill(uniform, (byte) filling);

                assertFalse(assertDoesNotThrow(() -> key.publicKey().verify(MESSAGE, uniform)));
            }
        }
    }

    /// Random bytes rarely get past the first check, so two thirds of the inputs have long runs of zeros or ones.
    private static void sparse(byte[] bytes, Random random) {
        int kind = random.nextInt(3);
        if (kind > 0) {
            int from = random.nextInt(bytes.length);
            Arrays.fill(bytes, from, from + random.nextInt(bytes.length - from), (byte) (kind == 1 ? 0 : 0xff));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noBytesMakeParsingThrowAnythingElse(SignatureAlgorithm algorithm) {
        Random random = new Random(8);
        for (int i = 0; i < 2000; i++) {
            byte[] junk = new byte[algorithm.identityLength()];
            random.nextBytes(junk);
            sparse(junk, random);
            if (algorithm == SignatureAlgorithm.ECDSA_P256) {
                junk[0] = 4;
            }
            try {
                PublicKey.of(new Identity(algorithm, Bytes.of(junk)), null);
            } catch (InvalidIdentityException expected) {
                assertFalse(String.valueOf(expected.getMessage()).isEmpty());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "ML_DSA_65", mode = EnumSource.Mode.EXCLUDE)
    void aKeyBesideAnIdentityThatIsTheKeyMustBeEqual(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm);
                SigningKey other = SigningKey.generate(algorithm)) {
            Identity identity = key.identity();

            assertEquals(key.publicKey(), PublicKey.of(identity, null));
            assertEquals(key.publicKey(), PublicKey.of(identity, identity.value()));
            assertThrows(InvalidIdentityException.class, () -> PublicKey.of(identity, other.identity().value()));
            assertThrows(InvalidIdentityException.class, () -> PublicKey.of(identity, Bytes.of(new byte[0])));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTravelsBesideTheIdentityMakesTheKeyAgain(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm)) {
            Optional<Bytes> beside = key.publicKey().besideIdentity();

            assertEquals(algorithm == SignatureAlgorithm.ML_DSA_65, beside.isPresent());
            assertTrue(PublicKey.of(key.identity(), beside.orElse(null)).verify(MESSAGE, key.sign(MESSAGE)));
            assertEquals(key.identity().toString(), key.publicKey().toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyThreadsMayVerifyAtOnce(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm)) {
            byte[] signature = key.sign(MESSAGE);
            PublicKey publicKey = key.publicKey();

            long right =
                    IntStream.range(0, 400)
                            .parallel()
                            .filter(i ->
                                    publicKey.verify(i % 2 == 0 ? MESSAGE : ascii("no"), signature) == (i % 2 == 0))
                            .count();

            assertEquals(400, right);
        }
    }
}
