package one.commserver.crypto.sealing;

import one.commserver.crypto.Bytes;

import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which 32 bytes an honest X25519 public key can be (RFC 7748): the u-coordinate, little-endian. Cheap, and done with
/// public values only.
final class MontgomeryPoint {

    /// 2^255 - 19, the least number that isn't a coordinate.
    private static final byte[] PRIME = HexFormat.of().parseHex("7f" + "ff".repeat(30) + "ed");

    /// Order 1, 2, 4 and 8, on the curve and on its twist: with any private key the secret is zero.
    private static final Set<Bytes> SMALL_ORDER =
            Stream.of(
                            "00".repeat(32),
                            "01" + "00".repeat(31),
                            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                            "ec" + "ff".repeat(30) + "7f")
                    .map(hex -> Bytes.of(HexFormat.of().parseHex(hex)))
                    .collect(Collectors.toUnmodifiableSet());

    private MontgomeryPoint() {}

    /// Whether it is its point's one spelling: below the prime, the unused bit zero.
    static boolean isCanonical(byte[] point) {
        for (int i = 0; i < point.length; i++) {
            int digit = Byte.toUnsignedInt(point[point.length - 1 - i]);
            int limit = Byte.toUnsignedInt(PRIME[i]);
            if (digit != limit) {
                return digit < limit;
            }
        }
        return false;
    }

    /// Whether a canonical point has a small order.
    static boolean isOfSmallOrder(Bytes point) {
        return SMALL_ORDER.contains(point);
    }
}
