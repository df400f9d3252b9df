package one.commserver.handshake;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The names under which this server may be dialled.
///
/// Spec: chapter 3, audience.
public final class Audiences {

    private static final String ANY_PORT = ":*";
    private static final Pattern ENTRY = Pattern.compile("(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:(\\*|[0-9]{1,5}))?");

    private final Set<String> exact = new HashSet<>();
    private final Set<String> anyPort = new HashSet<>();

    /// @throws IllegalArgumentException for an entry that no client could ever send
    public Audiences(List<String> entries) {
        for (String entry : entries) {
            String name = entry.toLowerCase(Locale.ROOT);
            if (!ENTRY.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "commserver.handshake.audiences: '"
                                + entry
                                + "' is neither 'name', 'name:port' nor 'name:*' (international names as A-labels, IPv6"
                                + " in brackets)");
            }
            if (name.endsWith(ANY_PORT)) {
                anyPort.add(name.substring(0, name.length() - ANY_PORT.length()));
            } else {
                exact.add(name);
            }
        }
    }

    /// Whether a client that dialled that authority meant this server. The spelling counts: lower case, no default
    /// port.
    public boolean include(String audience) {
        return exact.contains(audience) || (ENTRY.matcher(audience).matches() && anyPort.contains(host(audience)));
    }

    private static String host(String audience) {
        int port = audience.lastIndexOf(':');
        return port > audience.lastIndexOf(']') ? audience.substring(0, port) : audience;
    }
}
