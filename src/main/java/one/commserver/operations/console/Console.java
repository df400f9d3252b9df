package one.commserver.operations.console;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

import reactor.core.publisher.Mono;

import java.net.URI;
import java.util.Set;

/// `/console/`: a page, the files it is made of, and at `/console/events` the numbers that it shows. Who may look has
/// been decided before.
final class Console implements WebHandler {

    static final String PATH = "/console";

    private static final String FIRST_PAGE = "index.html";
    private static final String EVENTS = "events";
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /// Only files of ours, nothing that stands in the page itself, and no text that becomes markup: what clients say of
    /// themselves is shown there.
    private static final String CONTENT =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'";

    private final ConsoleFiles files;
    private final LiveNumbers live;

    Console(ConsoleFiles files, LiveNumbers live) {
        this.files = files;
        this.live = live;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        if (!READING.contains(exchange.getRequest().getMethod())) {
            response.setStatusCode(HttpStatus.METHOD_NOT_ALLOWED);
            return response.setComplete();
        }
        response.getHeaders().set("Content-Security-Policy", CONTENT);
        String path = exchange.getRequest().getPath().pathWithinApplication().value();
        if (path.equals(PATH)) {
            response.setStatusCode(HttpStatus.PERMANENT_REDIRECT);
            // relative: whoever forwards to here may have another path
            response.getHeaders().setLocation(URI.create(PATH.substring(1) + "/"));
            response.getHeaders().set(HttpHeaders.CACHE_CONTROL, "no-store");
            return response.setComplete();
        }
        String name = path.substring(PATH.length() + 1);
        return name.equals(EVENTS) ? live.show(response) : files.show(name.isEmpty() ? FIRST_PAGE : name, exchange);
    }
}
