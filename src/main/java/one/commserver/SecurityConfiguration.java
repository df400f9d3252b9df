package one.commserver;

import one.commserver.operations.access.ManagementPort;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;

import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;

/// Who may ask for what over HTTP at the clients' port: everybody for a WebSocket, where authentication follows inside;
/// nobody for anything else. Nothing is kept between requests. The management port has rules of its own.
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

    private static final ServerWebExchangeMatcher UPGRADE =
            exchange ->
                    "websocket".equalsIgnoreCase(exchange.getRequest().getHeaders().getUpgrade())
                            ? ServerWebExchangeMatcher.MatchResult.match()
                            : ServerWebExchangeMatcher.MatchResult.notMatch();

    /// An upgrade may come on any path at the clients' port, and none of it is ever looked up, so nothing in it can do
    /// harm. All other requests keep to the strict rules.
    @Bean
    ServerWebExchangeFirewall firewall() {
        ServerWebExchangeFirewall strict = new StrictServerWebExchangeFirewall();
        return exchange ->
                UPGRADE.matches(exchange)
                        .flatMap(upgrade ->
                                upgrade.isMatch() && !ManagementPort.serves(exchange)
                                        ? Mono.just(exchange)
                                        : strict.getFirewalledExchange(exchange));
    }

    @Bean
    SecurityWebFilterChain securityFilters(ServerHttpSecurity http) {
        return http.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint(SecurityConfiguration::tellWhatThisIs))
                .authorizeExchange(requests -> requests.matchers(UPGRADE).permitAll().anyExchange().denyAll())
                .build();
    }

    /// Whoever comes with a browser reads what this is; there is nothing to log in to.
    private static Mono<Void> tellWhatThisIs(ServerWebExchange exchange, AuthenticationException refused) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.UPGRADE_REQUIRED);
        response.getHeaders().set(HttpHeaders.UPGRADE, "websocket");
        response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
        byte[] text = "This is a CommServer. Connect with a WebSocket.\n".getBytes(StandardCharsets.US_ASCII);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(text)));
    }
}
