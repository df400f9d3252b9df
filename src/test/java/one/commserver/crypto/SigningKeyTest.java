package one.commserver.crypto;

import static one.commserver.crypto.TestBytes.ascii;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningKeyTest {

    @ParameterizedTest
    @EnumSource
    void exportAndImportMakeTheSameKey(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm);
                SigningKey same = SigningKey.fromEncoded(algorithm, key.encoded())) {
            assertEquals(key.identity(), same.identity());
            assertEquals(32, key.encoded().length);
            assertTrue(key.publicKey().verify(ascii("message"), same.sign(ascii("message"))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void generatedKeysDiffer(SignatureAlgorithm algorithm) {
        try (SigningKey one = SigningKey.generate(algorithm);
                SigningKey two = SigningKey.generate(algorithm)) {
            assertNotEquals(one.identity(), two.identity());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedKeyDoesNothing(SignatureAlgorithm algorithm) {
        SigningKey key = SigningKey.generate(algorithm);

        key.close();
        key.close();

        assertThrows(IllegalStateException.class, () -> key.sign(ascii("message")));
        assertThrows(IllegalStateException.class, key::encoded);
        assertEquals(algorithm, key.publicKey().algorithm());
    }

    @ParameterizedTest
    @EnumSource
    void arraysOfTheCallerAreNeitherKeptNorChanged(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm)) {
            byte[] given = key.encoded();
            SigningKey same = SigningKey.fromEncoded(algorithm, given);

            same.close();

            assertArrayEquals(key.encoded(), given);
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherLengthsAreNoPrivateKey(SignatureAlgorithm algorithm) {
        for (int length : new int[] {0, 31, 33, 64, 4032}) {
            byte[] wrong = new byte[length];
            assertThrows(IllegalArgumentException.class, () -> SigningKey.fromEncoded(algorithm, wrong));
        }
    }

    @ParameterizedTest
    @EnumSource
    void textFormShowsNothing(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm)) {
            assertEquals("SigningKey[" + algorithm.wireName() + "]", key.toString());
        }
    }
}
