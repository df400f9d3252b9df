package one.commserver.transport;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/// How sockets are opened and closed.
///
/// @param closePatience how long a close may take, what waits before it included, until the socket is cut
/// @param upgradeTimeout how long a client may take to send its upgrade request, TLS handshake excluded
/// @param refusals how many sockets may be open beyond `commserver.limits.connections`, only to be told that there is
///     no room; beyond that an upgrade is refused with HTTP status 503
@ConfigurationProperties("commserver.transport")
public record TransportProperties(
        @DefaultValue("5s") Duration closePatience,
        @DefaultValue("10s") Duration upgradeTimeout,
        @DefaultValue("1000") int refusals) {

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
    }
}
