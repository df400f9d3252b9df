package one.commserver.address;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// An address, or a network of addresses in CIDR notation.
public final class AddressRange {

    private static final int MOST_DIGITS = 3;

    private final byte[] network;
    private final int prefix;

    private AddressRange(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /// Reads `192.0.2.7`, `10.0.0.0/8` or `2001:db8::/32`; never looks a name up.
    ///
    /// @throws IllegalArgumentException for anything else, and if bits behind the prefix are set
    public static AddressRange valueOf(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] address =
                AddressLiteral.parse(literal.strip())
                        .map(InetAddress::getAddress)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "'" + text + "' is no address or network such as 10.0.0.0/8"));
        int bits = address.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : prefix(text, slash, bits);
        if (!Arrays.equals(masked(address, prefix), address)) {
            throw new IllegalArgumentException("'" + text + "' has bits behind its prefix: a mistyped network");
        }
        return new AddressRange(address, prefix);
    }

    private static int prefix(String text, int slash, int bits) {
        String digits = text.substring(slash + 1).strip();
        boolean isNumber =
                !digits.isEmpty()
                        && digits.length() <= MOST_DIGITS
                        && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        int prefix = isNumber ? Integer.parseInt(digits) : Integer.MAX_VALUE;
        if (prefix > bits) {
            throw new IllegalArgumentException("'" + text + "' needs a prefix from 0 to " + bits);
        }
        return prefix;
    }

    /// Whether the address is in it. An IPv4 address is never in an IPv6 network.
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == network.length && Arrays.equals(masked(bytes, prefix), network);
    }

    private static byte[] masked(byte[] address, int prefix) {
        byte[] masked = new byte[address.length];
        int whole = prefix / Byte.SIZE;
        System.arraycopy(address, 0, masked, 0, whole);
        if (whole < address.length) {
            masked[whole] = (byte) (address[whole] & (0xff00 >> (prefix % Byte.SIZE)));
        }
        return masked;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange that && prefix == that.prefix && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + prefix;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(network) + "/" + prefix;
    }
}
