package one.commserver.operations.access;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.RateLimiters;
import one.commserver.telemetry.Meters;
import one.commserver.transport.ClientAddressResolver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.boot.web.server.Ssl;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.HttpBasicServerAuthenticationEntryPoint;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.header.CrossOriginOpenerPolicyServerHttpHeadersWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.server.header.CrossOriginResourcePolicyServerHttpHeadersWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter.ReferrerPolicy;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;

import reactor.core.publisher.Mono;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;

/// Decides who may ask for what at the management port. Nothing is kept between requests.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessProperties.class)
class AccessConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(AccessConfiguration.class);
    private static final String REALM = "CommServer";
    private static final String TOKENS = "spring.security.oauth2.resourceserver.jwt";

    /// Pages of our own may load what is ours, and nothing may put them into a frame.
    private static final String CONTENT =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

    /// The application's handlers serve this port too, so clients could come in here.
    private static final ServerWebExchangeMatcher WEB_SOCKET =
            exchange ->
                    "websocket".equalsIgnoreCase(exchange.getRequest().getHeaders().getUpgrade())
                            ? MatchResult.match()
                            : MatchResult.notMatch();

    private final ManagementPortType port;

    AccessConfiguration(Environment environment) {
        port = ManagementPortType.get(environment);
        if (port == ManagementPortType.SAME) {
            throw new IllegalArgumentException(
                    "management.server.port must be another port than server.port, or -1 for none");
        }
        Binder binder = Binder.get(environment);
        if (binder.bind(TOKENS, Bindable.mapOf(String.class, Object.class)).isBound()
                && binder.bind(TOKENS + ".audiences", Bindable.listOf(String.class)).orElse(List.of()).isEmpty()) {
            throw new IllegalArgumentException(
                    TOKENS + ".audiences must be set: else each token of that issuer would lead in, whoever it is for");
        }
    }

    @Bean
    Passwords passwords(
            AccessProperties properties,
            ObjectProvider<ReactiveJwtDecoder> tokens,
            PasswordTeller teller,
            ObjectProvider<ManagementServerProperties> server) {
        boolean open = port != ManagementPortType.DISABLED;
        var passwords = new Passwords(properties, open && tokens.getIfAvailable() == null, teller);
        // without the port there are no such properties
        if (open && passwords.exist() && canBeRead(server.getObject())) {
            LOG.warn(
                    "Passwords can be read on their way to the management port: other machines reach it without TLS."
                            + " Set management.server.ssl.bundle, or management.server.address to a loopback address");
        }
        return passwords;
    }

    /// Whether others than this machine see what comes to the management port, with each request a password.
    static boolean canBeRead(ManagementServerProperties server) {
        InetAddress address = server.getAddress();
        return (address == null || !address.isLoopbackAddress()) && !Ssl.isEnabled(server.getSsl());
    }

    @Bean
    AccessLog accessLog(MeterRegistry registry, ConnectionLimits limits, NanoClock clock) {
        return new AccessLog(new Meters(registry), new ClientAddressResolver(limits.trustedProxies()), clock);
    }

    @Bean(destroyMethod = "stop")
    BasicLogin basicLogin(AccessProperties properties, RateLimiters limiters, Passwords passwords, AccessLog log) {
        return new BasicLogin(
                limiters.limiter("failed-logins", properties::failedLogins, Function.identity()),
                passwords,
                entryPoint(),
                log);
    }

    /// What there is to count is counted by our own meters.
    @Bean
    SecurityObservationSettings securityIsNotObserved() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityWebFilterChain managementFilters(
            ServerHttpSecurity http,
            AccessProperties properties,
            BasicLogin login,
            ObjectProvider<ReactiveJwtDecoder> tokens,
            AccessLog log) {
        http.securityMatcher(ManagementPort::matches)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .headers(AccessConfiguration::headers)
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint(entryPoint()))
                .addFilterAt(new CrossSiteGuard(log), SecurityWebFiltersOrder.CSRF)
                .addFilterBefore(new AuditFilter(log), SecurityWebFiltersOrder.AUTHORIZATION)
                .addFilterAt(login::filter, SecurityWebFiltersOrder.HTTP_BASIC)
                .authorizeExchange(requests -> rules(requests, properties.openMetrics()));
        tokens.ifAvailable(decoder -> {
            var token = new TokenLogin(decoder, new JwtRoles(properties.rolesClaim()), log);
            http.oauth2ResourceServer(server ->
                    server.authenticationManagerResolver(exchange -> Mono.just(token.managerOf(exchange)))
                            .authenticationFailureHandler(token::refused));
        });
        return http.build();
    }

    private static void rules(ServerHttpSecurity.AuthorizeExchangeSpec requests, boolean openMetrics) {
        requests.matchers(WEB_SOCKET, AuditFilter::isAboutAudit)
                .denyAll()
                .matchers(EndpointRequest.to("health"))
                .permitAll();
        if (openMetrics) {
            requests.matchers(EndpointRequest.to("prometheus")).permitAll();
        }
        requests.pathMatchers(HttpMethod.GET)
                .hasAnyRole(Role.VIEWER.name(), Role.OPERATOR.name())
                .pathMatchers(HttpMethod.HEAD)
                .hasAnyRole(Role.VIEWER.name(), Role.OPERATOR.name())
                .anyExchange()
                .hasRole(Role.OPERATOR.name());
    }

    private static void headers(ServerHttpSecurity.HeaderSpec headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN));
    }

    private static HttpBasicServerAuthenticationEntryPoint entryPoint() {
        var entryPoint = new HttpBasicServerAuthenticationEntryPoint();
        entryPoint.setRealm(REALM);
        return entryPoint;
    }
}
