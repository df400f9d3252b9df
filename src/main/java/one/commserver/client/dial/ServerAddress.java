package one.commserver.client.dial;

import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a server is, in the one spelling that is signed.
///
/// Spec: chapter 3, audience.
///
/// @param secure whether TLS is spoken
/// @param host in lower case: an A-label, an IPv4 address, or an IPv6 address in brackets
/// @param port from 1 to 65535
/// @param target path and query, from the slash on
public record ServerAddress(boolean secure, String host, int port, String target) {

    private static final Pattern URL = Pattern.compile("(?i)(wss?)://([^/?#]*)([/?][^#]*)?");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^]]*]|[^:\\[\\]]*)(?::([0-9]{1,5}))?");
    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9._-]*[a-z0-9])?");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_HOST = 253;

    /// Reads `ws://host:port/path` or `wss://…`. The host may be an internationalised name.
    ///
    /// @throws IllegalArgumentException if it is no such URL, or one with user information or a fragment
    public static ServerAddress parse(String url) {
        Matcher whole = URL.matcher(url);
        if (!whole.matches()) {
            throw new IllegalArgumentException("a server's URL is ws://host:port/path or wss://host:port/path");
        }
        Matcher authority = AUTHORITY.matcher(whole.group(2));
        if (!authority.matches()) {
            throw new IllegalArgumentException("a server's URL names a host and at most a port");
        }
        boolean secure = whole.group(1).equalsIgnoreCase("wss");
        return new ServerAddress(
                secure, host(authority.group(1)), port(authority.group(2), secure), target(whole.group(3)));
    }

    private static String host(String spelled) {
        if (spelled.startsWith("[")) {
            String address = spelled.substring(1, spelled.length() - 1);
            if (address.indexOf('%') >= 0 || !NetUtil.isValidIpV6Address(address)) {
                throw new IllegalArgumentException("what stands in brackets is not an IPv6 address");
            }
            return spelled.toLowerCase(Locale.ROOT);
        }
        String host = IDN.toASCII(spelled).toLowerCase(Locale.ROOT);
        if (host.length() > MAX_HOST || !HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("a server's URL names no valid host");
        }
        return host;
    }

    private static int port(@Nullable String spelled, boolean secure) {
        if (spelled == null) {
            return secure ? HTTPS : HTTP;
        }
        int port = Integer.parseInt(spelled);
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("a port is a number from 1 to " + MAX_PORT);
        }
        return port;
    }

    private static String target(@Nullable String spelled) {
        String target = spelled == null ? "/" : spelled.startsWith("/") ? spelled : "/" + spelled;
        return URI.create(target).toASCIIString();
    }

    /// What is signed as `audience`: the host, and the port unless it is the scheme's own.
    public String audience() {
        return port == (secure ? HTTPS : HTTP) ? host : host + ':' + port;
    }

    /// Whether nobody but this machine can be meant.
    public boolean isLoopback() {
        if (host.equals("localhost")) {
            return true;
        }
        String address = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        if (!NetUtil.isValidIpV4Address(address) && !NetUtil.isValidIpV6Address(address)) {
            return false;
        }
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(address)).isLoopbackAddress();
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    /// What is dialled.
    public String url() {
        return (secure ? "wss://" : "ws://") + host + ':' + port + target;
    }

    /// Without path and query, which may be private.
    @Override
    public String toString() {
        return (secure ? "wss://" : "ws://") + audience();
    }
}
