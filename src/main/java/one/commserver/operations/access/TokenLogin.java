package one.commserver.operations.access;

import one.commserver.operations.access.AccessMeter.Login;
import one.commserver.operations.access.AccessMeter.Way;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtReactiveAuthenticationManager;
import org.springframework.security.oauth2.server.resource.web.server.BearerTokenServerAuthenticationEntryPoint;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.web.server.ServerWebExchange;

import reactor.core.publisher.Mono;

import java.time.Duration;

/// Lets in who shows a token. That the provider is away, whose keys tell good tokens from bad ones, is nobody's
/// failure: it is answered with 503.
final class TokenLogin {

    private static final String BEARER = "Bearer ";

    /// How long the provider's keys may take, which are fetched now and then.
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final JwtReactiveAuthenticationManager tokens;
    private final AccessLog log;
    private final BearerTokenServerAuthenticationEntryPoint entry = new BearerTokenServerAuthenticationEntryPoint();

    TokenLogin(ReactiveJwtDecoder decoder, JwtRoles roles, AccessLog log) {
        this.tokens = new JwtReactiveAuthenticationManager(decoder);
        this.tokens.setJwtAuthenticationConverter(roles);
        this.log = log;
    }

    /// Checks the token of a request, and counts the good ones.
    ReactiveAuthenticationManager managerOf(ServerWebExchange exchange) {
        return token ->
                tokens.authenticate(token)
                        .timeout(LONGEST)
                        .onErrorMap(
                                failure -> !(failure instanceof AuthenticationException),
                                failure -> new AuthenticationServiceException("Tokens can't be checked", failure))
                        .doOnNext(who -> log.login(Way.TOKEN, Login.ACCEPTED, exchange.getRequest()));
    }

    /// Answers who isn't let in.
    Mono<Void> refused(WebFilterExchange request, AuthenticationException failure) {
        ServerWebExchange exchange = request.getExchange();
        if (failure instanceof AuthenticationServiceException) {
            log.login(Way.TOKEN, Login.UNAVAILABLE, exchange.getRequest());
            return BasicLogin.later(exchange, HttpStatus.SERVICE_UNAVAILABLE, LONGEST);
        }
        if (hasToken(exchange)) {
            log.login(Way.TOKEN, Login.REFUSED, exchange.getRequest());
        }
        return entry.commence(exchange, failure);
    }

    private static boolean hasToken(ServerWebExchange exchange) {
        String shown = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return shown != null && shown.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }
}
