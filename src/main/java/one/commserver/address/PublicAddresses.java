package one.commserver.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Which IP addresses mean the same to everybody. Whatever isn't known to be public isn't, so that a block which is
/// given a meaning later is no hole.
///
/// Spec: chapter 6, announcing.
final class PublicAddresses {

    /// All that isn't for everybody, by the registry of special IPv4 addresses.
    private static final List<AddressRange> SPECIAL_IPV4 =
            ranges(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4");

    /// The only block from which addresses for everybody are given out.
    private static final AddressRange UNICAST_IPV6 = AddressRange.valueOf("2000::/3");

    /// Parts of it that are for something else: assignments of the protocol (Teredo among them) and documentation.
    private static final List<AddressRange> SPECIAL_IPV6 = ranges("2001::/23", "2001:db8::/32", "3fff::/20");

    private static final AddressRange NAT64 = AddressRange.valueOf("64:ff9b::/96");
    private static final AddressRange SIX_TO_FOUR = AddressRange.valueOf("2002::/16");

    private static final int NAT64_OFFSET = 12;
    private static final int SIX_TO_FOUR_OFFSET = 2;

    /// ISATAP: the interface's part is `0:5efe` or `200:5efe`, and the IPv4 address.
    private static final int ISATAP_AT = 8;

    private static final int ISATAP_OFFSET = 12;
    private static final int UNIVERSAL = 0x02;

    private PublicAddresses() {}

    /// @param address an IPv4-mapped IPv6 address is an IPv4 address here
    static boolean include(InetAddress address) {
        if (address instanceof Inet4Address) {
            return SPECIAL_IPV4.stream().noneMatch(range -> range.contains(address));
        }
        if (NAT64.contains(address)) {
            return include(inside(address, NAT64_OFFSET));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return include(inside(address, SIX_TO_FOUR_OFFSET)) && leadsInsideWell(address);
        }
        return UNICAST_IPV6.contains(address)
                && SPECIAL_IPV6.stream().noneMatch(range -> range.contains(address))
                && leadsInsideWell(address);
    }

    private static boolean leadsInsideWell(InetAddress address) {
        return !isIsatap(address.getAddress()) || include(inside(address, ISATAP_OFFSET));
    }

    private static boolean isIsatap(byte[] address) {
        return (address[ISATAP_AT] & ~UNIVERSAL) == 0
                && address[ISATAP_AT + 1] == 0
                && address[ISATAP_AT + 2] == 0x5e
                && address[ISATAP_AT + 3] == (byte) 0xfe;
    }

    private static InetAddress inside(InetAddress address, int offset) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), offset, offset + Integer.BYTES));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    private static List<AddressRange> ranges(String... networks) {
        return Arrays.stream(networks).map(AddressRange::valueOf).toList();
    }
}
