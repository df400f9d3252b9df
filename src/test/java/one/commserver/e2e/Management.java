package one.commserver.e2e;

import one.commserver.CommServerApplication;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A node with operators, and what they ask at its management port.
final class Management implements AutoCloseable {

    /// Who asks.
    enum Visitor {
        ANONYMOUS(null),
        VIEWER("viewer:looks"),
        OPERATOR("operator:changes"),
        WRONG_PASSWORD("operator:looks"),
        UNKNOWN_NAME("root:changes");

        private final @Nullable String login;

        Visitor(@Nullable String login) {
            this.login = login;
        }

        /// The header by which it shows who it is.
        @Nullable String authorization() {
            return login == null
                    ? null
                    : "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /// Hashes that are quick to check.
    static final String[] PASSWORDS = {
        "commserver.operations.viewer-password=" + hash("looks"),
        "commserver.operations.operator-password=" + hash("changes"),
        "commserver.operations.failed-logins=10000",
    };

    private static final int BUSY = 429;
    private static final int MOST_TRIES = 1000;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ConfigurableApplicationContext context;
    private final InetAddress visitors;
    private final HttpClient http;

    Management(ConfigurableApplicationContext context) {
        this.context = context;
        int number = NUMBER.getAndIncrement();
        visitors = InetAddress.ofLiteral("127.1." + number / 250 + "." + (number % 250 + 1));
        http = HttpClient.newBuilder().localAddress(visitors).build();
    }

    /// With the two names that have a password.
    static Management start(String... properties) {
        return bare(
                starting -> {},
                Stream.of(Stream.of("commserver.relay.policy=open"), Stream.of(PASSWORDS), Stream.of(properties))
                        .flatMap(some -> some)
                        .toArray(String[]::new));
    }

    /// As it is told; of what is said twice the last one counts.
    static Management bare(ApplicationContextInitializer<GenericApplicationContext> beans, String... properties) {
        var arguments = new LinkedHashMap<String, String>();
        Stream.concat(Stream.of("server.port=0", "management.server.port=0"), Stream.of(properties))
                .forEach(property -> arguments.put(property.substring(0, property.indexOf('=')), "--" + property));
        return new Management(
                new SpringApplicationBuilder(CommServerApplication.class)
                        .initializers((GenericApplicationContext own) -> {
                            own.registerBean("threads", ReactorResourceFactory.class, Nodes::threads);
                            beans.initialize(own);
                        })
                        .run(arguments.values().toArray(String[]::new)));
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    /// The address that visitors come from, which is no other node's: by it their traces are told apart.
    String visitors() {
        return visitors.getHostAddress();
    }

    RawSocket.Dial clients() {
        return new RawSocket.Dial(port("local.server.port"));
    }

    RawSocket.Dial operators() {
        return new RawSocket.Dial(port("local.management.port"));
    }

    HttpRequest.Builder request(String path) {
        return page("/actuator" + path);
    }

    /// What isn't an endpoint.
    HttpRequest.Builder page(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("local.management.port") + path));
    }

    HttpResponse<String> get(String path, Visitor visitor) {
        return send(visitor, request(path));
    }

    /// What an operator reads. Who asks right behind somebody else may be told to ask again.
    JsonNode json(String path) {
        HttpResponse<String> answer = get(path, Visitor.VIEWER);
        for (int tries = 1; answer.statusCode() == BUSY && tries < MOST_TRIES; tries++) {
            answer = get(path, Visitor.VIEWER);
        }
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    /// What it tells Prometheus of a series: the name of the meter and, in braces, its tags.
    double meter(String series) {
        return get("/prometheus", Visitor.ANONYMOUS)
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findAny()
                .orElseThrow(() -> new AssertionError("there is no " + series));
    }

    HttpResponse<String> send(Visitor visitor, HttpRequest.Builder request) {
        String authorization = visitor.authorization();
        return send(authorization == null ? request : request.header("Authorization", authorization));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(RawClient.DEADLINE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private int port(String name) {
        return context.getEnvironment().getRequiredProperty(name, Integer.class);
    }

    private static String hash(String password) {
        return "{bcrypt}" + new BCryptPasswordEncoder(4).encode(password);
    }

    @Override
    public void close() {
        http.close();
        context.close();
    }
}
