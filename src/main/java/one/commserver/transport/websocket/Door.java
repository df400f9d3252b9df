package one.commserver.transport.websocket;

import one.commserver.limits.Refusals;
import one.commserver.transport.Origins;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.handler.AbstractHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

import reactor.core.publisher.Mono;

import java.util.List;

/// Lets WebSocket upgrades in, on any path; every other request is none of its business.
///
/// Spec: chapter 1.
final class Door extends AbstractHandlerMapping {

    /// The version of RFC 6455, the only one there is.
    private static final String WEBSOCKET_VERSION = "13";

    private static final String VERSION_HEADER = "Sec-WebSocket-Version";

    private final HandshakeWebSocketService handshakes;
    private final Origins origins;
    private final boolean originIsRequired;
    private final Refusals refusals;

    /// @param refusals counts those whose pages may not connect
    Door(UpgradeStrategy strategy, Origins origins, boolean originIsRequired, Refusals refusals) {
        this.origins = origins;
        this.originIsRequired = originIsRequired;
        this.refusals = refusals;
        handshakes = new HandshakeWebSocketService(strategy);
        setOrder(HIGHEST_PRECEDENCE);
    }

    /// Whether a request asks for a WebSocket.
    static boolean isUpgrade(ServerWebExchange exchange) {
        return "websocket".equalsIgnoreCase(exchange.getRequest().getHeaders().getUpgrade());
    }

    @Override
    protected Mono<?> getHandlerInternal(ServerWebExchange exchange) {
        return isUpgrade(exchange) ? Mono.just((WebHandler) this::upgrade) : Mono.empty();
    }

    private Mono<Void> upgrade(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        if (!isWelcome(headers.get(HttpHeaders.ORIGIN), headers.getFirst(HttpHeaders.HOST))) {
            refusals.count(Refusals.Reason.ORIGIN);
            exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
            return exchange.getResponse().setComplete();
        }
        if (!WEBSOCKET_VERSION.equals(exchange.getRequest().getHeaders().getFirst(VERSION_HEADER))) {
            exchange.getResponse().setStatusCode(HttpStatus.UPGRADE_REQUIRED);
            exchange.getResponse().getHeaders().set(VERSION_HEADER, WEBSOCKET_VERSION);
            return exchange.getResponse().setComplete();
        }
        return handshakes.handleRequest(exchange, NOTHING);
    }

    /// Whoever says several has no browser, and means something by it.
    private boolean isWelcome(@Nullable List<String> said, @Nullable String host) {
        if (said == null || said.isEmpty()) {
            return !originIsRequired;
        }
        return said.stream().allMatch(origin -> origins.allow(origin) || Origins.isOfHost(origin, host));
    }

    /// What comes behind the handshake isn't WebFlux's.
    private static final WebSocketHandler NOTHING = WebSocketSession::close;
}
