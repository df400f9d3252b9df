package one.commserver.transport.websocket;

import io.netty.channel.Channel;

import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.NanoClock;
import one.commserver.limits.InForce;
import one.commserver.limits.SizeLimits;
import one.commserver.transport.ClientAddress;
import one.commserver.transport.ClientAddressResolver;
import one.commserver.transport.ReadPermission;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

import java.time.Duration;
import java.util.Objects;

/// Makes links, all with the same settings.
///
/// @param sizes those that are in force when a link is made hold for it
/// @param closePatience how long a close may take
/// @param observer hears of everything
/// @param permission to read from sockets
record LinkFactory(
        ClientAddressResolver addresses,
        InForce<SizeLimits> sizes,
        Allowance rates,
        Duration closePatience,
        NanoClock clock,
        ConnectionObserver observer,
        ReadPermission permission) {

    WebSocketLink create(Channel channel, ClientAddress address, @Nullable String subprotocol) {
        SizeLimits now = sizes.now();
        int firstMaxBytes = (int) now.textMessageBeforeAuthentication().toBytes();
        ConnectionRate rate = new ConnectionRate(rates, clock);
        ConnectionSettings settings =
                new ConnectionSettings(
                        now.outboundBytes().toBytes() + now.connectionWindow().toBytes(),
                        closePatience,
                        clock,
                        observer);
        return new WebSocketLink(channel, address, subprotocol, firstMaxBytes, now, rate, settings);
    }

    ClientAddress addressOf(ServerHttpRequest request) {
        return addresses.resolve(
                Objects.requireNonNull(request.getRemoteAddress(), "a request over TCP has an address"),
                request.getHeaders().getOrEmpty("Forwarded"),
                request.getHeaders().getOrEmpty("X-Forwarded-For"));
    }
}
