package one.commserver.address;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Optional;

/// Addresses as they are written, never looked up by name.
public final class AddressLiteral {

    /// Of an IPv6 address with an IPv4 address at its end, the longest spelling there is.
    private static final int LONGEST = 45;

    private AddressLiteral() {}

    /// The IPv4 or IPv6 address that the text spells, without brackets, port or zone; empty for anything else. An
    /// IPv4-mapped IPv6 address is the IPv4 address.
    public static Optional<InetAddress> parse(String text) {
        if (text.length() > LONGEST || !isSpelledAsAddress(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /// The platform's parser also takes zones, which it looks up, and IPv4 addresses of fewer than four numbers.
    private static boolean isSpelledAsAddress(String text) {
        boolean onlyItsCharacters = text.chars().allMatch(c -> c == ':' || c == '.' || HexFormat.isHexDigit(c));
        boolean isIpv6 = text.indexOf(':') >= 0;
        return onlyItsCharacters && (isIpv6 || text.chars().filter(c -> c == '.').count() == 3);
    }
}
