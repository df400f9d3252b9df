package one.commserver.crypto;

import static one.commserver.crypto.SignatureAlgorithm.ED25519;
import static one.commserver.crypto.TestBytes.ascii;
import static one.commserver.crypto.TestBytes.fromLittleEndian;
import static one.commserver.crypto.TestBytes.hex;
import static one.commserver.crypto.TestBytes.join;
import static one.commserver.crypto.TestBytes.littleEndian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

class Ed25519Test {

    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final byte[] SEED = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    /// RFC 8032, section 7.1, tests 1 to 3.
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
                + "25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c3"
                + "87b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594"
                + "a7c15e9716ed28dc027beceea1ec40a",
    })
    void signsAndVerifiesAsPublished(String seed, String publicKey, String message, String signature) {
        try (SigningKey key = SigningKey.fromEncoded(ED25519, hex(seed))) {
            assertEquals(Bytes.of(hex(publicKey)), key.identity().value());
            assertArrayEquals(hex(signature), key.sign(hex(message)));
            assertTrue(key.publicKey().verify(hex(message), hex(signature)));
        }
    }

    /// Whoever holds the key can make signatures for it that fulfil the equation wherever the challenge is even.
    @Test
    void nothingIsVerifiedByAKeyPlusAPointOfOrderTwo() throws GeneralSecurityException {
        try (SigningKey key = SigningKey.fromEncoded(ED25519, SEED)) {
            byte[] twisted = plusOrderTwo(key.identity().value().toByteArray());
            PublicKey other = PublicKey.of(new Identity(ED25519, Bytes.of(twisted)), null);
            for (int i = 0; i < 64; i++) {
                byte[] message = ascii("message " + i);
                byte[] honest = key.sign(message);
                byte[] point = Arrays.copyOf(honest, 32);
                BigInteger r = scalar(honest).subtract(challenge(key, point, message).multiply(secretScalar()));
                BigInteger s = r.add(challenge(point, twisted, message).multiply(secretScalar()));

                assertFalse(other.verify(message, join(point, littleEndian(s.mod(ORDER)))));
            }
        }
    }

    /// Whoever holds the key can make these. The equation with the cofactor takes all of them, the one without none,
    /// and a scaled one some: so none may pass.
    @Test
    void anRPlusAPointOfOrderTwoIsRefused() throws GeneralSecurityException {
        try (SigningKey key = SigningKey.fromEncoded(ED25519, SEED)) {
            for (int i = 0; i < 64; i++) {
                byte[] message = ascii("message " + i);
                byte[] honest = key.sign(message);
                byte[] twisted = plusOrderTwo(Arrays.copyOf(honest, 32));
                // S = r + k·a, and r is known from the honest signature.
                BigInteger r =
                        scalar(honest)
                                .subtract(challenge(key, Arrays.copyOf(honest, 32), message).multiply(secretScalar()));
                BigInteger s = r.add(challenge(key, twisted, message).multiply(secretScalar()));

                assertFalse(key.publicKey().verify(message, join(twisted, littleEndian(s.mod(ORDER)))));
            }
        }
    }

    /// The neutral element as R, in its one spelling and in a second one: S = k·a solves the equation.
    @Test
    void anROfSmallOrderIsRefused() throws GeneralSecurityException {
        try (SigningKey key = SigningKey.fromEncoded(ED25519, SEED)) {
            byte[] message = ascii("message");
            for (BigInteger y : new BigInteger[] {BigInteger.ONE, PRIME.add(BigInteger.ONE)}) {
                byte[] neutral = littleEndian(y);
                BigInteger s = challenge(key, neutral, message).multiply(secretScalar());

                assertFalse(key.publicKey().verify(message, join(neutral, littleEndian(s.mod(ORDER)))));
            }
        }
    }

    @Test
    void sPlusAMultipleOfTheOrderIsRefused() {
        try (SigningKey key = SigningKey.fromEncoded(ED25519, SEED)) {
            byte[] message = ascii("message");
            byte[] honest = key.sign(message);
            for (int factor = 1; factor <= 14; factor++) {
                BigInteger s = scalar(honest).add(ORDER.multiply(BigInteger.valueOf(factor)));

                assertFalse(key.publicKey().verify(message, join(Arrays.copyOf(honest, 32), littleEndian(s))));
            }
        }
    }

    /// The point of order two is (0, -1), and adding it turns both coordinates into their negatives.
    private static byte[] plusOrderTwo(byte[] point) {
        byte[] y = point.clone();
        y[31] &= 0x7f;
        byte[] sum = littleEndian(PRIME.subtract(fromLittleEndian(y)));
        sum[31] |= (byte) (~point[31] & 0x80);
        return sum;
    }

    private static BigInteger scalar(byte[] signature) {
        return fromLittleEndian(Arrays.copyOfRange(signature, 32, 64));
    }

    private static BigInteger challenge(SigningKey key, byte[] r, byte[] message) throws GeneralSecurityException {
        return challenge(r, key.identity().value().toByteArray(), message);
    }

    private static BigInteger challenge(byte[] r, byte[] key, byte[] message) throws GeneralSecurityException {
        byte[] input = join(join(r, key), message);
        return fromLittleEndian(MessageDigest.getInstance("SHA-512").digest(input)).mod(ORDER);
    }

    private static BigInteger secretScalar() throws GeneralSecurityException {
        byte[] half = Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(SEED), 32);
        half[0] &= (byte) 0xf8;
        half[31] = (byte) ((half[31] & 0x7f) | 0x40);
        return fromLittleEndian(half);
    }
}
