package one.commserver.transport;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.util.List;

/// How sockets are opened and closed.
///
/// @param closePatience how long a close may take, what waits before it included, until the socket is cut
/// @param upgradeTimeout how long a client may take to send its upgrade request, TLS handshake excluded
/// @param refusals how many sockets may be open beyond `commserver.limits.connections`, only to be told that there is
///     no room; beyond that an upgrade is refused with HTTP status 503
/// @param allowedOrigins the pages from which browsers may connect: `https://app.example.com`, with its port if that
///     isn't the usual one, `https://*.example.com` for all below it, or `*` for all. All is safe: nobody is known by a
///     cookie here, so a strange page can do nothing in its visitor's name. An origin that is the host of the request
///     itself is allowed as well. What isn't allowed is refused with HTTP status 403
/// @param requireOrigin whether clients that say no origin are refused as well: browsers say one always, other
///     programs none (as this project's), the host that they ask, or anything
@ConfigurationProperties("commserver.transport")
public record TransportProperties(
        @DefaultValue("5s") Duration closePatience,
        @DefaultValue("10s") Duration upgradeTimeout,
        @DefaultValue("1000") int refusals,
        @DefaultValue("*") List<String> allowedOrigins,
        @DefaultValue("false") boolean requireOrigin) {

    public TransportProperties {
        if (!closePatience.isPositive()) {
            throw new IllegalArgumentException("commserver.transport.close-patience must be positive");
        }
        if (!upgradeTimeout.isPositive()) {
            throw new IllegalArgumentException("commserver.transport.upgrade-timeout must be positive");
        }
        if (refusals < 0) {
            throw new IllegalArgumentException("commserver.transport.refusals must not be negative");
        }
        allowedOrigins = List.copyOf(allowedOrigins);
        Origins.of(allowedOrigins);
    }
}
