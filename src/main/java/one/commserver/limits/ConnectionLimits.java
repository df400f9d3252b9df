package one.commserver.limits;

import one.commserver.address.AddressRange;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.util.List;

/// How many connections there may be, of whom. None of them can be switched off: zero is refused.
///
/// Spec: chapter 4.
///
/// @param connections how many connections this node takes; at least 1. The default is what a
///     node of 2 cores and 1 GiB was sized for
/// @param connectionsPerAddress how many connections there may be from one address, or one /64 network of IPv6; at
///     least 1. The default lets 50 devices with five connections each share an office's address, and no single address
///     take more than a fortieth of a node. Behind a proxy that isn't listed in `trusted-proxies` all clients share the
///     proxy's
/// @param connectionsPerIdentity how many connections of one identity may hold a slot at the same moment, on all nodes;
///     at least 1. The default is enough for six devices with five connections each
/// @param dataLanes how many data connections of one instance there may be at the same moment; at least 1. Told to
///     clients in `auth_success`
/// @param discoveryPerIdentity how many discovery connections of one identity, which have no slot, there may be at the
///     same moment; at least 1
/// @param failedAuthentications how many authentications of one address may fail within a minute; at least 1. The
///     default lets an office whose clocks are off try again, and a guesser try 30 times
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

    public ConnectionLimits {
        Check.atLeast("connections", 1, connections);
        Check.atLeast("connections-per-address", 1, connectionsPerAddress);
        Check.atLeast("connections-per-identity", 1, connectionsPerIdentity);
        Check.atLeast("data-lanes", 1, dataLanes);
        Check.atLeast("discovery-per-identity", 1, discoveryPerIdentity);
        Check.atLeast("failed-authentications", 1, failedAuthentications);
        trustedProxies = List.copyOf(trustedProxies);
    }
}
