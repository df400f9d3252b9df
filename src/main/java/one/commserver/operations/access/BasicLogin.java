package one.commserver.operations.access;

import one.commserver.limits.RateLimiter;
import one.commserver.operations.access.AccessMeter.Login;
import one.commserver.operations.access.AccessMeter.Way;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.ServerHttpBasicAuthenticationConverter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/// Lets in who shows a name and its password with the request. Whoever fails too often waits, by address and name:
/// guessing is slow, and stops nobody else, nor anybody who was let in before.
///
/// Passwords are checked one behind the other on a thread that does nothing else, and few wait for it: guessing costs
/// one processor at most. Since each check is counted before the next one begins, it doesn't help to guess at the same
/// moment.
final class BasicLogin {

    /// How many checks wait for the one under way; more are told to come back.
    private static final int WAITING = 8;

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final RateLimiter<String> failures;
    private final Passwords passwords;
    private final ServerAuthenticationEntryPoint entry;
    private final AccessLog log;
    private final ServerHttpBasicAuthenticationConverter basic = new ServerHttpBasicAuthenticationConverter();
    private final Scheduler checks = Schedulers.newBoundedElastic(1, WAITING, "logins");

    /// What came of a check.
    private sealed interface Outcome {

        record Accepted(Passwords.Account account) implements Outcome {}

        record Refused() implements Outcome {}

        record Throttled(Duration pause) implements Outcome {}

        record Busy() implements Outcome {}
    }

    /// @param failures of addresses and names
    /// @param entry tells who isn't let in how to log in
    BasicLogin(RateLimiter<String> failures, Passwords passwords, ServerAuthenticationEntryPoint entry, AccessLog log) {
        this.failures = failures;
        this.passwords = passwords;
        this.entry = entry;
        this.log = log;
    }

    /// Ends the thread.
    void stop() {
        checks.dispose();
    }

    /// A filter of that port alone: as a bean that is one it would be everybody's.
    Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return basic.convert(exchange)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(login ->
                        login.map(shown -> outcome(exchange, shown).flatMap(result -> act(result, exchange, chain)))
                                .orElseGet(() -> chain.filter(exchange)));
    }

    private Mono<Outcome> outcome(ServerWebExchange exchange, Authentication login) {
        String name = login.getName();
        String password = String.valueOf(login.getCredentials());
        Optional<Passwords.Account> known = passwords.known(name, password);
        if (known.isPresent()) {
            return Mono.just(new Outcome.Accepted(known.get()));
        }
        String key = log.addressOf(exchange.getRequest()).key() + ' ' + passwords.countedAs(name);
        Duration pause = failures.pause(key);
        if (pause.isPositive()) {
            return Mono.just(new Outcome.Throttled(pause));
        }
        return Mono.fromCallable(() -> check(key, name, password))
                .subscribeOn(checks)
                .onErrorResume(RejectedExecutionException.class, full -> Mono.just(new Outcome.Busy()))
                // what follows must not hold up the next check
                .publishOn(Schedulers.parallel());
    }

    private Outcome check(String key, String name, String password) {
        Duration pause = failures.pause(key);
        if (pause.isPositive()) {
            return new Outcome.Throttled(pause);
        }
        Optional<Passwords.Account> account = passwords.check(name, password);
        if (account.isEmpty()) {
            failures.failed(key);
            return new Outcome.Refused();
        }
        return new Outcome.Accepted(account.get());
    }

    private Mono<Void> act(Outcome outcome, ServerWebExchange exchange, WebFilterChain chain) {
        return switch (outcome) {
            case Outcome.Accepted(var account) -> {
                count(Login.ACCEPTED, exchange);
                yield chain.filter(exchange)
                        .contextWrite(ReactiveSecurityContextHolder.withAuthentication(account.authentication()));
            }
            case Outcome.Refused() -> {
                count(Login.REFUSED, exchange);
                yield entry.commence(exchange, new BadCredentialsException("No such name and password"));
            }
            case Outcome.Throttled(var pause) -> {
                count(Login.THROTTLED, exchange);
                yield later(exchange, HttpStatus.TOO_MANY_REQUESTS, pause);
            }
            case Outcome.Busy() -> {
                count(Login.BUSY, exchange);
                yield later(exchange, HttpStatus.SERVICE_UNAVAILABLE, COME_BACK);
            }
        };
    }

    private void count(Login result, ServerWebExchange exchange) {
        log.login(Way.PASSWORD, result, exchange.getRequest());
    }

    /// Answers that it may be tried again.
    static Mono<Void> later(ServerWebExchange exchange, HttpStatus status, Duration pause) {
        var response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(pause.toSeconds() + 1));
        return response.setComplete();
    }
}
