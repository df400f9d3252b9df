package one.commserver.operations.access;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import reactor.core.publisher.Mono;

import java.net.URI;
import java.util.Set;

/// Refuses what another site has made somebody's browser ask for, as far as it would change anything. Browsers say in
/// each such request who has asked for it; whatever isn't a browser can't be made to ask. It is counted and written
/// down.
final class CrossSiteGuard implements WebFilter {

    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final Set<String> OUR_OWN = Set.of("same-origin", "none");
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final AccessLog log;

    CrossSiteGuard(AccessLog log) {
        this.log = log;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (READING.contains(request.getMethod()) || isOurOwn(request)) {
            return chain.filter(exchange);
        }
        log.crossSite(request);
        exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
        return exchange.getResponse().setComplete();
    }

    private static boolean isOurOwn(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        String site = headers.getFirst(FETCH_SITE);
        if (site != null) {
            return OUR_OWN.contains(site);
        }
        String origin = headers.getFirst(HttpHeaders.ORIGIN);
        return origin == null || isHost(origin, headers.getFirst(HttpHeaders.HOST));
    }

    /// Whether an origin, `scheme://host:port` or `null`, is where the request went.
    private static boolean isHost(String origin, @Nullable String host) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException noOrigin) {
            return false;
        }
    }
}
