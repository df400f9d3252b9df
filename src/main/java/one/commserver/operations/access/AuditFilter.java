package one.commserver.operations.access;

import one.commserver.operations.access.AccessMeter.Action;
import one.commserver.telemetry.MeterTag;
import one.commserver.wire.Printable;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/// Writes two lines to the log `audit` for each request of somebody who has logged in that would change something: one
/// before it is done, and one with what came of it. Its place is behind authentication and before authorization, so
/// that it hears of what is refused.
final class AuditFilter implements WebFilter {

    static final String LOG_NAME = "audit";

    private static final Logger AUDIT = LoggerFactory.getLogger(LOG_NAME);
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /// What stands behind a colon and is as long as a key, in its first eight characters and the rest; any may be
    /// escaped.
    private static final Pattern IDENTITY =
            Pattern.compile("((?::|%3[Aa]|\\\\u003[Aa])(?:[\\w-]|%[0-9A-Fa-f]{2}){8})(?:[\\w-]|%[0-9A-Fa-f]{2}){12,}");

    /// What stands before the colon of an identity.
    private static final Pattern ALGORITHM = Pattern.compile("[a-z0-9-]{1,16}(?::|%3[Aa])");

    /// More of a key than may be shown, whatever stands around it.
    private static final Pattern KEY = Pattern.compile("((?:[\\w-]|%[0-9A-Fa-f]{2}){8})(?:[\\w-]|%[0-9A-Fa-f]{2})+");

    /// Behind these stands an identity, or what somebody takes for one.
    private static final Set<String> OF_IDENTITIES = Set.of("sessions", "explain");

    private static final String NAMELESS = "?";
    private static final int SHOWN_CHARACTERS = 200;

    /// Bytes of a request; no change that there is takes more than some dozen.
    private static final int LONGEST = 8192;

    private final AccessLog log;
    private final AtomicLong requests = new AtomicLong();

    AuditFilter(AccessLog log) {
        this.log = log;
    }

    /// Whether a request would change how the log `audit` is written, which nobody may whom it writes of.
    static Mono<MatchResult> isAboutAudit(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        boolean names =
                request.getPath().elements().stream()
                        .anyMatch(part ->
                                part instanceof PathContainer.PathSegment segment
                                        && segment.valueToMatch().equals(LOG_NAME));
        return names && !READING.contains(request.getMethod()) ? MatchResult.match() : MatchResult.notMatch();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (READING.contains(exchange.getRequest().getMethod())) {
            return chain.filter(exchange);
        }
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(context -> context.getAuthentication())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(who ->
                        who.map(known -> audited(known, exchange, chain)).orElseGet(() -> chain.filter(exchange)));
    }

    /// What is asked for stands in the body, too, so that is read first.
    private Mono<Void> audited(Authentication who, ServerWebExchange exchange, WebFilterChain chain) {
        return DataBufferUtils.join(exchange.getRequest().getBody(), LONGEST)
                .map(AuditFilter::bytes)
                .defaultIfEmpty(new byte[0])
                .onErrorMap(
                        DataBufferLimitException.class,
                        tooLong -> new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE))
                .doOnError(failure -> new Entry(who, exchange.getRequest(), "").tell(resultOf(failure)))
                .flatMap(body -> done(who, exchange, chain, body));
    }

    private Mono<Void> done(Authentication who, ServerWebExchange exchange, WebFilterChain chain, byte[] body) {
        var entry = new Entry(who, exchange.getRequest(), new String(body, StandardCharsets.UTF_8));
        entry.asked();
        var replayed =
                new ServerHttpRequestDecorator(exchange.getRequest()) {
                    @Override
                    public Flux<DataBuffer> getBody() {
                        return body.length == 0
                                ? Flux.empty()
                                : Flux.defer(() -> Flux.just(exchange.getResponse().bufferFactory().wrap(body)));
                    }
                };
        return chain.filter(exchange.mutate().request(replayed).build())
                .doOnSuccess(done -> entry.tell(resultOf(exchange.getResponse().getStatusCode())))
                .doOnError(failure -> entry.tell(resultOf(failure)))
                .doOnCancel(() -> entry.tell(Action.UNKNOWN));
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static Action resultOf(@Nullable HttpStatusCode status) {
        if (status == null || status.is2xxSuccessful()) {
            return Action.DONE;
        }
        return status.is5xxServerError() ? Action.FAILED : Action.REFUSED;
    }

    private static Action resultOf(Throwable failure) {
        return switch (failure) {
            case AccessDeniedException _ -> Action.REFUSED;
            case ErrorResponse answer -> resultOf(answer.getStatusCode());
            default -> Action.FAILED;
        };
    }

    /// Two lines that belong together by their number.
    private final class Entry {

        private final long number = requests.incrementAndGet();
        private final String who;
        private final String what;

        private Entry(Authentication who, ServerHttpRequest request, String body) {
            this.who = nameOf(who) + " from " + log.addressOf(request).key();
            String query = request.getURI().getRawQuery();
            this.what =
                    Printable.of(request.getMethod().name(), SHOWN_CHARACTERS)
                            + ' '
                            + Printable.of(shortened(request.getPath()), SHOWN_CHARACTERS)
                            + (query == null ? "" : '?' + Printable.of(shortened(query), SHOWN_CHARACTERS))
                            + (body.isBlank() ? "" : ' ' + Printable.of(shortened(body), SHOWN_CHARACTERS));
        }

        private void asked() {
            AUDIT.info("asked {}: {}: {}", number, who, what);
        }

        private void tell(Action result) {
            log.action(result);
            String word = result == Action.UNKNOWN ? "cancelled, outcome unknown" : MeterTag.word(result);
            AUDIT.info("{} {}: {}: {}", word, number, who, what);
        }
    }

    /// Identities stand in no log whole, not even a mistyped one.
    private static String shortened(PathContainer path) {
        var all = new StringBuilder();
        boolean isOfIdentities = false;
        for (PathContainer.Element part : path.elements()) {
            all.append(isOfIdentities ? shortenedKey(part.value()) : shortened(part.value()));
            isOfIdentities |=
                    part instanceof PathContainer.PathSegment segment && OF_IDENTITIES.contains(segment.valueToMatch());
        }
        return all.toString();
    }

    private static String shortenedKey(String segment) {
        var algorithm = ALGORITHM.matcher(segment);
        int key = algorithm.lookingAt() ? algorithm.end() : 0;
        return segment.substring(0, key) + KEY.matcher(segment.substring(key)).replaceAll("$1…");
    }

    private static String shortened(String text) {
        return IDENTITY.matcher(text).replaceAll("$1…");
    }

    /// By which way somebody has logged in, and its name; that of a token is nobody's but its issuer's.
    private static String nameOf(Authentication who) {
        String name = shown(who.getName());
        return who.getPrincipal() instanceof Jwt token
                ? "token " + name + " of " + shown(token.getClaimAsString("iss"))
                : "password " + name;
    }

    /// One word, so that nobody's name can be read as more than a name.
    private static String shown(@Nullable String name) {
        return name == null || name.isBlank() ? NAMELESS : Printable.of(name, SHOWN_CHARACTERS).replace(' ', '_');
    }
}
