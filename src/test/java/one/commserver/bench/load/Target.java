package one.commserver.bench.load;

import io.netty.handler.ssl.SslContext;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Where to dial, and how.
///
/// @param tls null: without TLS
/// @param from who dials; null: the system chooses
public record Target(InetSocketAddress server, @Nullable SslContext tls, @Nullable InetAddress from) {

    /// Without TLS, from anywhere.
    public static Target of(InetSocketAddress server) {
        return new Target(server, null, null);
    }

    /// Over TLS. No session is resumed: each is a stranger to the server.
    public static Target over(SslContext tls, InetSocketAddress server) {
        return new Target(server, tls, null);
    }

    /// The same from that address, without TLS.
    public Target from(InetAddress address) {
        return new Target(server, null, address);
    }

    /// As a client names it.
    public String audience() {
        return server.getHostString() + ":" + server.getPort();
    }
}
