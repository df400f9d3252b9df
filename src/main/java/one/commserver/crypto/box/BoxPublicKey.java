package one.commserver.crypto.box;

import one.commserver.crypto.Bytes;

import java.util.HexFormat;

/// The public half of a box key: any 32 bytes. Points of small order are found out when somebody agrees with one.
///
/// @param value 32 bytes, as RFC 7748 encodes a u-coordinate
public record BoxPublicKey(Bytes value) {

    /// Bytes of each key.
    public static final int LENGTH = 32;

    /// @throws InvalidBoxKeyException for another length
    public BoxPublicKey {
        if (value.length() != LENGTH) {
            throw new InvalidBoxKeyException("a public key has " + LENGTH + " bytes");
        }
    }

    /// A copy of the given bytes.
    ///
    /// @throws InvalidBoxKeyException for another length
    public static BoxPublicKey of(byte[] encoded) {
        return new BoxPublicKey(Bytes.of(encoded));
    }

    /// Reads 64 hexadecimal digits of either case.
    ///
    /// @throws InvalidBoxKeyException for any other text
    public static BoxPublicKey ofHex(String digits) {
        if (digits.length() != 2 * LENGTH || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new InvalidBoxKeyException("a public key is written as " + 2 * LENGTH + " hexadecimal digits");
        }
        return of(HexFormat.of().parseHex(digits));
    }

    /// 64 hexadecimal digits, in lower case.
    public String hex() {
        return HexFormat.of().formatHex(value.toByteArray());
    }

    /// The first eight digits, enough to tell keys apart in a log.
    @Override
    public String toString() {
        return hex().substring(0, 8) + "…";
    }
}
