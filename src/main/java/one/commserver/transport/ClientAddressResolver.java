package one.commserver.transport;

import one.commserver.address.AddressRange;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Finds out where a client is, believing the headers of trusted proxies only. Never looks a name up; takes a time
/// that is bounded whatever the headers hold.
///
/// When in doubt it names the last proxy that is certain: who sends headers to confuse it shares one limit with all
/// who do.
///
/// Spec: chapter 4, limits per address.
public final class ClientAddressResolver {

    /// Characters of one kind of header beyond which it isn't read. A proxy needs some dozen for each hop.
    private static final int LONGEST = 8192;

    private static final int IPV4_BYTES = 4;
    private static final int NETWORK_BYTES = 8;
    private static final byte[] IPV4_MAPPED = HexFormat.of().parseHex("00000000000000000000ffff");

    private final List<AddressRange> trustedProxies;

    /// @param trustedProxies whose headers are believed
    public ClientAddressResolver(List<AddressRange> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    /// The socket's address, or where that is a trusted proxy's, the last address in its headers that isn't. Where
    /// all are trusted it is the first. Where a proxy hides whom it stands for, it is that proxy.
    ///
    /// A proxy commonly writes one of the two headers and lets the other pass as the client made it. So if both are
    /// there and disagree, neither is believed.
    ///
    /// @param forwarded the values of all Forwarded headers, in order
    /// @param forwardedFor the values of all X-Forwarded-For headers, in order
    public ClientAddress resolve(InetSocketAddress socket, List<String> forwarded, List<String> forwardedFor) {
        if (socket.getAddress() == null) {
            return new ClientAddress("unknown");
        }
        InetAddress peer = unmapped(socket.getAddress());
        if (!isTrusted(peer) || (forwarded.isEmpty() && forwardedFor.isEmpty())) {
            return address(peer);
        }
        ClientAddress one =
                address(lastUntrusted(peer, isTooLong(forwarded) ? List.of() : ForwardedHeader.nodes(forwarded)));
        ClientAddress other = address(lastUntrusted(peer, isTooLong(forwardedFor) ? List.of() : listed(forwardedFor)));
        if (forwarded.isEmpty()) {
            return other;
        }
        return forwardedFor.isEmpty() || one.equals(other) ? one : address(peer);
    }

    private static boolean isTooLong(List<String> values) {
        return values.stream().mapToLong(value -> value.length() + 1L).sum() > LONGEST;
    }

    private static List<String> listed(List<String> values) {
        return values.stream().flatMap(value -> Arrays.stream(value.split(",", -1))).toList();
    }

    private InetAddress lastUntrusted(InetAddress peer, List<String> nodes) {
        InetAddress certain = peer;
        for (String node : nodes.reversed()) {
            Optional<InetAddress> address = ForwardedHeader.address(node);
            if (address.isEmpty()) {
                return certain;
            }
            certain = address.get();
            if (!isTrusted(certain)) {
                return certain;
            }
        }
        return certain;
    }

    private boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(proxy -> proxy.contains(address));
    }

    private static ClientAddress address(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == IPV4_BYTES) {
            return new ClientAddress(address.getHostAddress());
        }
        return new ClientAddress(HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) + "/64");
    }

    /// A socket that serves both families shows IPv4 addresses as IPv6.
    private static InetAddress unmapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean isMapped =
                bytes.length > IPV4_BYTES
                        && Arrays.equals(bytes, 0, IPV4_MAPPED.length, IPV4_MAPPED, 0, IPV4_MAPPED.length);
        return isMapped ? ipv4(Arrays.copyOfRange(bytes, IPV4_MAPPED.length, bytes.length)) : address;
    }

    private static InetAddress ipv4(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }
}
