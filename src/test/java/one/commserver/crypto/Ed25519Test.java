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
import static org.junit.jupiter.api.Assertions.assertThrows;
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

    /// The twelve cases of "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko 2020, table 5). The paper lets an
    /// implementation choose; this one takes none of them, and the column says what stops it: the bytes are no identity
    /// (small order or second spelling), the identity is no key (mixed order), or the signature is none (S too large).
    @ParameterizedTest
    @CsvSource({
        // 0: small A, small R, S = 0
        "identity,8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6,"
                + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa,"
                + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
                + "0000000000000000000000000000000000000000000000000000000000000000",
        // 1: small A, mixed R
        "identity,9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79,"
                + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa,"
                + "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43"
                + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
        // 2: mixed A, small R
        "key,aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab,"
                + "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43,"
                + "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
                + "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
        // 3: mixed A and R, both equations hold
        "key,9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79,"
                + "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d,"
                + "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f"
                + "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
        // 4: mixed A and R, only the equation with the cofactor holds
        "key,e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c,"
                + "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d,"
                + "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512"
                + "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
        // 5: mixed A, R of prime order, holds with the cofactor unless the scalar is reduced first
        "key,e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c,"
                + "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d,"
                + "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7"
                + "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
        // 6: S above the order
        "signature,85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40,"
                + "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623,"
                + "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e"
                + "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
        // 7: S far above the order
        "signature,85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40,"
                + "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623,"
                + "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942"
                + "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
        // 8: mixed A, R in a second spelling, reduced before hashing
        "key,9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41,"
                + "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43,"
                + "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                + "03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f",
        // 9: mixed A, R in a second spelling, hashed as it is
        "key,9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41,"
                + "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43,"
                + "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                + "ca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908",
        // 10: small A in a second spelling, reduced before hashing
        "identity,e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b,"
                + "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,"
                + "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc"
                + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
        // 11: small A in a second spelling, hashed as it is
        "identity,39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f,"
                + "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,"
                + "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc"
                + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
    })
    void edgeCasesOfTheLiteratureAreAllRefused(String stoppedBy, String message, String key, String signature) {
        assertEquals(stoppedBy, whatStops(hex(key), hex(message), hex(signature)));
    }

    private static String whatStops(byte[] key, byte[] message, byte[] signature) {
        Identity identity;
        try {
            identity = new Identity(ED25519, Bytes.of(key));
        } catch (InvalidIdentityException noIdentity) {
            return "identity";
        }
        try {
            return PublicKey.of(identity, null).verify(message, signature) ? "nothing" : "signature";
        } catch (InvalidIdentityException noKey) {
            return "key";
        }
    }

    @Test
    void aKeyPlusAPointOfOrderTwoIsNoKey() {
        try (SigningKey key = SigningKey.fromEncoded(ED25519, SEED)) {
            byte[] twisted = plusOrderTwo(key.identity().value().toByteArray());
            Identity identity = new Identity(ED25519, Bytes.of(twisted));

            assertThrows(InvalidIdentityException.class, () -> PublicKey.of(identity, null));
        }
    }

    /// Whoever holds the key can make these. The equation with the cofactor takes all of them, the one without none, and a
    /// scaled one some: so none may pass.
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
        byte[] input = join(join(r, key.identity().value().toByteArray()), message);
        return fromLittleEndian(MessageDigest.getInstance("SHA-512").digest(input)).mod(ORDER);
    }

    private static BigInteger secretScalar() throws GeneralSecurityException {
        byte[] half = Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(SEED), 32);
        half[0] &= (byte) 0xf8;
        half[31] = (byte) ((half[31] & 0x7f) | 0x40);
        return fromLittleEndian(half);
    }
}
