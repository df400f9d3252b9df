package one.commserver.address;

import one.commserver.protocol.DiscoveryMessage.Transport;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which endpoints may be announced, and which a reader may believe. Only the spelling is looked at: no name is ever
/// looked up, nobody is dialled.
///
/// One spelling means one place: what one reader takes for a name and another one for an address (`0x7f.1`, `127.1`,
/// `0177.0.0.1`) isn't taken at all.
///
/// Spec: chapter 6, announcing.
public final class EndpointRules {

    private static final int MAX_PORT = 65_535;
    private static final int MAX_NAME = 253;
    private static final String SECURE = "wss";
    private static final String PLAIN = "ws";

    /// The schemes' own ports, which aren't part of an audience.
    private static final int SECURE_PORT = 443;

    private static final int PLAIN_PORT = 80;
    private static final int NO_PORT = -1;

    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\[\\]]*]|[^:\\[\\]]+)(?::([1-9][0-9]{0,4}))?");
    private static final Pattern BLE = Pattern.compile("[A-Za-z0-9:._-]{1,64}");

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /// A last label that some readers take for a number, and with it the whole name for an IPv4 address.
    private static final Pattern NUMBER_AT_END = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    /// Names that mean something to one machine or network only.
    private static final List<String> LOCAL_NAMES = List.of("localhost", "local", "internal", "home.arpa");

    private final boolean privateAddresses;
    private final Predicate<String> own;

    /// @param privateAddresses whether addresses are taken that mean nothing to somebody else, and URLs without TLS
    /// @param own authorities at which a relay may always be: a server's own names
    public EndpointRules(boolean privateAddresses, Predicate<String> own) {
        this.privateAddresses = privateAddresses;
        this.own = own;
    }

    /// A host and a port in lower case.
    ///
    /// @param port [#NO_PORT] if there is none
    private record Authority(String host, int port) {}

    /// Whether an address fits its transport and leads nowhere else for another reader.
    public boolean allow(Transport transport, String address) {
        return switch (transport) {
            case WEBSOCKET -> isUrl(address, false);
            case RELAY -> isUrl(address, true);
            case UDP ->
                    authority(address)
                            .filter(authority -> authority.port() != NO_PORT && isReachable(authority.host()))
                            .isPresent();
            case BLE -> BLE.matcher(address).matches();
        };
    }

    private boolean isUrl(String address, boolean relay) {
        URI url;
        try {
            url = new URI(address);
        } catch (URISyntaxException noUrl) {
            return false;
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String spelled = url.getRawAuthority();
        boolean secure = scheme.equals(SECURE);
        if ((!secure && !scheme.equals(PLAIN)) || spelled == null || address.indexOf('#') >= 0) {
            return false;
        }
        Optional<Authority> known = authority(spelled);
        if (relay && known.filter(authority -> isOwn(authority, secure)).isPresent()) {
            return true;
        }
        return (secure || privateAddresses) && known.filter(authority -> isReachable(authority.host())).isPresent();
    }

    private boolean isOwn(Authority authority, boolean secure) {
        int usual = secure ? SECURE_PORT : PLAIN_PORT;
        boolean withoutPort = authority.port() == NO_PORT || authority.port() == usual;
        return own.test(withoutPort ? authority.host() : authority.host() + ':' + authority.port());
    }

    /// Whoever is named besides has no place in an address: an `@` is in no host.
    private static Optional<Authority> authority(String text) {
        Matcher parts = AUTHORITY.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String digits = parts.group(2);
        int port = digits == null ? NO_PORT : Integer.parseInt(digits);
        return port <= MAX_PORT && isHost(parts.group(1))
                ? Optional.of(new Authority(parts.group(1), port))
                : Optional.empty();
    }

    private static boolean isHost(String host) {
        return address(host) != null || isName(host);
    }

    private static boolean isName(String host) {
        return host.length() <= MAX_NAME && NAME.matcher(host).matches() && !NUMBER_AT_END.matcher(host).matches();
    }

    /// The address that a host spells in the usual way, or null.
    private static @Nullable InetAddress address(String host) {
        if (!host.startsWith("[")) {
            return IPV4.matcher(host).matches() ? AddressLiteral.parse(host).orElse(null) : null;
        }
        String inside = host.substring(1, host.length() - 1);
        String lastPart = inside.substring(inside.lastIndexOf(':') + 1);
        boolean usual = inside.indexOf(':') >= 0 && (lastPart.indexOf('.') < 0 || IPV4.matcher(lastPart).matches());
        return usual ? AddressLiteral.parse(inside).orElse(null) : null;
    }

    private boolean isReachable(String host) {
        if (privateAddresses) {
            return true;
        }
        InetAddress address = address(host);
        return address == null
                ? host.indexOf('.') >= 0 && LOCAL_NAMES.stream().noneMatch(local -> isBelow(host, local))
                : PublicAddresses.include(address);
    }

    private static boolean isBelow(String host, String name) {
        return host.equals(name) || host.endsWith("." + name);
    }
}
