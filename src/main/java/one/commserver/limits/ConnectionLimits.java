package one.commserver.limits;

import one.commserver.address.AddressRange;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.util.List;

/// How many connections there may be, of whom. None of them can be switched off: zero is refused.
///
/// Spec: chapter 4.
///
/// @param connections how many connections this node takes; from 1 to 10 million. The default is what a node of 2
///     cores and 1 GiB was sized for
/// @param connectionsPerAddress how many connections there may be from one address, or one /64 network of IPv6;
///     from 1 to 10 million. The default lets 50 devices with five connections each share an office's address, and
///     no single address take more than a fortieth of a node. Behind a proxy that isn't listed in `trusted-proxies`
///     all clients share the proxy's
/// @param connectionsPerIdentity how many connections of one identity may hold a slot at the same moment, on all
///     nodes; from 1 to 100,000. The default is enough for six devices with five connections each
/// @param dataLanes how many data connections of one instance there may be at the same moment; from 1 to 100,000.
///     Told to clients in `auth_success`
/// @param discoveryPerIdentity how many discovery connections of one identity, which have no slot, there may be at
///     the same moment; from 1 to 100,000
/// @param failedAuthentications how many authentications of one address may fail within a minute; from 1 to a
///     million. The default lets an office whose clocks are off try again, and a guesser try 30 times
/// @param trustedProxies addresses and networks (`10.0.0.0/8`, `2001:db8::/32`, `192.0.2.7`) whose Forwarded and
///     X-Forwarded-For headers are believed. Empty by default: nobody's
@ConfigurationProperties("commserver.limits")
public record ConnectionLimits(
        @DefaultValue("10000") int connections,
        @DefaultValue("256") int connectionsPerAddress,
        @DefaultValue("32") int connectionsPerIdentity,
        @DefaultValue("4") int dataLanes,
        @DefaultValue("8") int discoveryPerIdentity,
        @DefaultValue("30") int failedAuthentications,
        @DefaultValue List<AddressRange> trustedProxies) {

    /// No node has as many; numbers that are made of it stay far from where they would overflow.
    private static final int MOST_CONNECTIONS = 10_000_000;

    private static final int MOST_OF_IDENTITY = 100_000;
    private static final int MOST_A_MINUTE = 1_000_000;

    public ConnectionLimits {
        Check.within("connections", 1, MOST_CONNECTIONS, connections);
        Check.within("connections-per-address", 1, MOST_CONNECTIONS, connectionsPerAddress);
        Check.within("connections-per-identity", 1, MOST_OF_IDENTITY, connectionsPerIdentity);
        Check.within("data-lanes", 1, MOST_OF_IDENTITY, dataLanes);
        Check.within("discovery-per-identity", 1, MOST_OF_IDENTITY, discoveryPerIdentity);
        Check.within("failed-authentications", 1, MOST_A_MINUTE, failedAuthentications);
        trustedProxies = List.copyOf(trustedProxies);
    }
}
