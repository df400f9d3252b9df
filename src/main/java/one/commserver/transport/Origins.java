package one.commserver.transport;

import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Pages from which browsers may connect. A browser says truthfully where the page is from that asks; any other program
/// may say what it likes, so this keeps strange pages away and nobody else.
public final class Origins {

    private static final String ANY = "*";
    private static final String BELOW = "://*.";
    private static final int LARGEST_PORT = 65_535;

    /// More than any origin has: a name has 253 characters at most.
    private static final int LONGEST = 300;

    /// The ports that a browser leaves out.
    private static final Map<String, String> USUAL_PORTS = Map.of("http", "80", "https", "443");

    /// Behind a star two parts of a name at least: one alone is where strangers have their names as well.
    private static final Pattern KNOWN =
            Pattern.compile(
                    "(?<scheme>[a-z][a-z0-9+.-]*)://"
                            + "(\\*(\\.[a-z0-9_-]+){2,}|[a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[(?<address>[0-9a-f:]+)])"
                            + "(:(?<port>[1-9][0-9]{0,4}))?");

    private final boolean all;
    private final Set<String> exact;
    private final List<Below> below;

    /// @param start scheme and what follows it
    /// @param end the dot, the name and the port
    private record Below(String start, String end) {

        static Below of(String pattern) {
            int star = pattern.indexOf('*');
            return new Below(pattern.substring(0, star), pattern.substring(star + 1));
        }

        /// At least one character stands for the star, and no other part of an origin.
        boolean has(String origin) {
            return origin.length() > start.length() + end.length()
                    && origin.startsWith(start)
                    && origin.endsWith(end)
                    && isName(origin.substring(start.length(), origin.length() - end.length()));
        }

        private static boolean isName(String text) {
            return text.chars()
                    .allMatch(
                            c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.');
        }
    }

    private Origins(boolean all, Set<String> exact, List<Below> below) {
        this.all = all;
        this.exact = exact;
        this.below = below;
    }

    /// Those that are listed.
    ///
    /// @throws IllegalArgumentException if there are none, or no browser would ever say one of them
    public static Origins of(List<String> allowed) {
        List<String> small = allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
        if (small.isEmpty()) {
            throw new IllegalArgumentException(
                    "commserver.transport.allowed-origins must not be empty: `*` allows all pages");
        }
        for (String origin : small) {
            if (!origin.equals(ANY) && !isSaidByBrowsers(origin)) {
                throw new IllegalArgumentException(
                        "commserver.transport.allowed-origins has something else than `*`, `https://app.example.com` or"
                                + " `https://*.example.com`, as browsers say it: without the usual port, a dot at the"
                                + " end or a path, an IPv6 address in its shortest form: "
                                + origin);
            }
        }
        return new Origins(
                small.contains(ANY),
                small.stream().filter(origin -> !origin.contains(ANY)).collect(Collectors.toUnmodifiableSet()),
                small.stream().filter(origin -> origin.contains(BELOW)).map(Below::of).toList());
    }

    private static boolean isSaidByBrowsers(String origin) {
        Matcher parts = KNOWN.matcher(origin);
        if (!parts.matches()) {
            return false;
        }
        String port = parts.group("port");
        String address = parts.group("address");
        return (port == null
                        || (Integer.parseInt(port) <= LARGEST_PORT
                                && !port.equals(USUAL_PORTS.get(parts.group("scheme")))))
                && (address == null || isShortest(address));
    }

    private static boolean isShortest(String address) {
        Inet6Address read = NetUtil.getByName(address, false);
        return read != null && NetUtil.toAddressString(read).equals(address);
    }

    /// Whether an origin is the host that was asked: many libraries say it that aren't browsers. Whatever the scheme,
    /// since a proxy may have taken TLS away.
    ///
    /// @param host as the request says it
    public static boolean isOfHost(String origin, @Nullable String host) {
        int end = origin.indexOf("://");
        if (end < 0 || host == null || host.isEmpty() || origin.length() > LONGEST) {
            return false;
        }
        String usual = USUAL_PORTS.get(origin.substring(0, end).toLowerCase(Locale.ROOT));
        String page = origin.substring(end + 3);
        return usual != null && (page.equalsIgnoreCase(host) || (page + ":" + usual).equalsIgnoreCase(host));
    }

    /// Whether a page may connect.
    ///
    /// @param origin as the browser says it; `null`, as a word, is that of a page without one
    public boolean allow(String origin) {
        if (all) {
            return true;
        }
        if (origin.length() > LONGEST) {
            return false;
        }
        String small = origin.toLowerCase(Locale.ROOT);
        return exact.contains(small) || below.stream().anyMatch(each -> each.has(small));
    }
}
