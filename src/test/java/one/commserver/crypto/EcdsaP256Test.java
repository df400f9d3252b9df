package one.commserver.crypto;

import static one.commserver.crypto.SignatureAlgorithm.ECDSA_P256;
import static one.commserver.crypto.TestBytes.ascii;
import static one.commserver.crypto.TestBytes.bigEndian;
import static one.commserver.crypto.TestBytes.hex;
import static one.commserver.crypto.TestBytes.join;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.util.Arrays;

class EcdsaP256Test {

    private static final byte[] SCALAR = hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final BigInteger PRIME =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final byte[] MESSAGE = ascii("sample");

    private final SigningKey key = SigningKey.fromEncoded(ECDSA_P256, SCALAR);
    private final PublicKey publicKey = key.publicKey();
    private final byte[] signature = key.sign(MESSAGE);
    private final BigInteger r = new BigInteger(1, Arrays.copyOf(signature, 32));
    private final BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));

    /// RFC 6979, section A.2.5, with SHA-256.
    @ParameterizedTest
    @CsvSource({
        "sample,efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        "test,f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                + "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
    })
    void signsAndVerifiesAsPublished(String message, String expected) {
        assertEquals(
                Bytes.of(
                        hex(
                                "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                                        + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299")),
                key.identity().value());
        assertArrayEquals(hex(expected), key.sign(ascii(message)));
        assertTrue(publicKey.verify(ascii(message), hex(expected)));
    }

    @Test
    void bothValuesOfSAreLegal() {
        assertTrue(publicKey.verify(MESSAGE, rs(r, s)));
        assertTrue(publicKey.verify(MESSAGE, rs(r, ORDER.subtract(s))));
    }

    @Test
    void swappedHalvesAreRefused() {
        assertFalse(publicKey.verify(MESSAGE, rs(s, r)));
    }

    @Test
    void halvesOutsideOfTheRangeAreRefused() {
        BigInteger largest = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
        for (BigInteger wrong : new BigInteger[] {BigInteger.ZERO, ORDER, ORDER.add(BigInteger.ONE), PRIME, largest}) {
            assertFalse(publicKey.verify(MESSAGE, rs(wrong, s)));
            assertFalse(publicKey.verify(MESSAGE, rs(r, wrong)));
            assertFalse(publicKey.verify(MESSAGE, rs(wrong, wrong)));
        }
    }

    /// Below 2^256 there is room for n plus a small number.
    @Test
    void smallHalvesPlusTheOrderAreRefused() {
        for (int small = 1; small < 16; small++) {
            BigInteger spelt = ORDER.add(BigInteger.valueOf(small));

            assertFalse(publicKey.verify(MESSAGE, rs(spelt, s)));
            assertFalse(publicKey.verify(MESSAGE, rs(r, spelt)));
        }
    }

    @Test
    void derIsRefused() {
        byte[] der = new byte[70];
        der[0] = 0x30;

        assertFalse(publicKey.verify(MESSAGE, der));
    }

    @Test
    void compressedAndHybridPointsAreNoIdentity() {
        byte[] uncompressed = key.identity().value().toByteArray();
        byte[] compressed = Arrays.copyOf(uncompressed, 33);
        compressed[0] = (byte) (2 + (uncompressed[64] & 1));
        refused(compressed);
        for (byte prefix : new byte[] {0, 1, 2, 3, 5, 6, 7, (byte) 0x84}) {
            uncompressed[0] = prefix;
            refused(uncompressed);
        }
    }

    @Test
    void pointsOffTheCurveAreNoIdentity() {
        byte[] point = key.identity().value().toByteArray();
        for (int bit = 8; bit < point.length * 8; bit++) {
            refused(TestBytes.flipped(point, bit));
        }
        refused(new byte[65]);
        refused(new byte[] {0});
    }

    /// A point with an x small enough that x + p still fits in 32 bytes.
    @Test
    void coordinatesAboveThePrimeAreNoIdentity() {
        ECPoint point =
                CustomNamedCurves.getByName("secp256r1")
                        .getCurve()
                        .decodePoint(join(new byte[] {2}, bigEndian(BigInteger.valueOf(5))));
        byte[] y = bigEndian(point.getAffineYCoord().toBigInteger());
        byte[] proper = join(join(new byte[] {4}, bigEndian(BigInteger.valueOf(5))), y);
        byte[] second = join(join(new byte[] {4}, bigEndian(BigInteger.valueOf(5).add(PRIME))), y);

        assertEquals(proper.length, new Identity(ECDSA_P256, Bytes.of(proper)).value().length());
        refused(second);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void scalarsOutsideOfTheRangeAreNoPrivateKey(String scalar) {
        assertThrows(IllegalArgumentException.class, () -> SigningKey.fromEncoded(ECDSA_P256, hex(scalar)));
    }

    private static void refused(byte[] identity) {
        Bytes value = Bytes.of(identity);
        assertThrows(InvalidIdentityException.class, () -> new Identity(ECDSA_P256, value));
    }

    private static byte[] rs(BigInteger r, BigInteger s) {
        return join(bigEndian(r), bigEndian(s));
    }
}
