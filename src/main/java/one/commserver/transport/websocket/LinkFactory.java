package one.commserver.transport.websocket;

import io.netty.channel.Channel;

import one.commserver.connection.ConnectionSettings;
import one.commserver.limits.ConnectionRate;
import one.commserver.limits.RateLimits;
import one.commserver.transport.ClientAddress;
import one.commserver.transport.ClientAddressResolver;
import one.commserver.transport.ReadPermission;

import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

import java.util.Objects;

/// Makes links, all with the same settings.
///
/// @param firstMaxBytes the largest message of a stranger
/// @param permission to read from sockets
record LinkFactory(
        ClientAddressResolver addresses,
        int firstMaxBytes,
        RateLimits rates,
        ConnectionSettings settings,
        ReadPermission permission) {

    WebSocketLink create(Channel channel, ClientAddress address, @Nullable String subprotocol) {
        ConnectionRate rate = new ConnectionRate(rates, settings.clock()::nanos);
        return new WebSocketLink(channel, address, subprotocol, firstMaxBytes, rate, settings);
    }

    ClientAddress addressOf(ServerHttpRequest request) {
        return addresses.resolve(
                Objects.requireNonNull(request.getRemoteAddress(), "a request over TCP has an address"),
                request.getHeaders().getOrEmpty("Forwarded"),
                request.getHeaders().getOrEmpty("X-Forwarded-For"));
    }
}
