package one.commserver.operations.access;

import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.server.ServerWebExchange;

import reactor.core.publisher.Mono;

/// Tells the two ports apart. The web filters and handlers of the application serve both, so a path says nothing.
public final class ManagementPort {

    private ManagementPort() {}

    /// Whether a request came in at the management port.
    public static boolean serves(ServerWebExchange exchange) {
        return WebServerApplicationContext.hasServerNamespace(
                exchange.getApplicationContext(), WebServerNamespace.MANAGEMENT.getValue());
    }

    static Mono<MatchResult> matches(ServerWebExchange exchange) {
        return serves(exchange) ? MatchResult.match() : MatchResult.notMatch();
    }
}
