package one.commserver.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.testing.ServerProcess;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The program as it is delivered, started with the settings that the chart renders, does what the values say.
class RenderedServerIT {

    private static final String KNOWN = "https://app.example.com";
    private static final long DEADLINE_SECONDS = 60;
    private static final int KEPT = 4;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @TempDir private Path folder;

    @Test
    void itSendsItsTracesAndLetsInWhichPagesTheValuesName() throws Exception {
        BlockingQueue<String> traces = new ArrayBlockingQueue<>(KEPT);
        HttpServer collector = collector(traces);
        Manifests chart =
                Chart.with(
                                folder,
                                """
                                audiences: [relay.example.org]
                                tracing: {url: "http://127.0.0.1:%d/v1/traces", sampling: 1}
                                origins: {allowed: ["https://*.example.com"], required: true}
                                config: {management: {opentelemetry: {tracing: {export: {schedule-delay: 100ms, otlp: {timeout: 30s, connect-timeout: 30s}}}}}}
                                """
                                        .formatted(collector.getAddress().getPort()))
                        .render();
        try (var server =
                ServerProcess.start(
                        ServerProcess.freePort(),
                        folder,
                        "spring.profiles.active=" + chart.environment().get("SPRING_PROFILES_ACTIVE"),
                        "spring.config.additional-location=file:" + settings(chart) + "/")) {
            assertThat(status(server, dial -> dial.header("Origin", "https://example.com"))).isEqualTo(403);
            assertThat(status(server, dial -> {})).isEqualTo(403);
            assertThat(status(server, dial -> dial.header("Origin", KNOWN))).isEqualTo(101);

            knock(server);

            // the name of a span, as it stands in what is sent
            assertThat(traces.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).contains("handshake");
        } finally {
            collector.stop(0);
        }
    }

    private static HttpServer collector(BlockingQueue<String> traces) throws IOException {
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/v1/traces",
                exchange -> {
                    traces.offer(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.start();
        return collector;
    }

    private Path settings(Manifests chart) throws IOException {
        Path settings = Files.createDirectories(folder.resolve("settings"));
        Files.writeString(
                settings.resolve("application.yaml"),
                chart.the("ConfigMap", "").at("/data/application.yaml").asString());
        return settings;
    }

    /// What the upgrade is answered with.
    private static int status(ServerProcess server, Consumer<WebSocket.Builder> headers) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            dial(http, server, headers, new WebSocket.Listener() {}).abort();
            return 101;
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw failed;
        }
    }

    /// Begins to log in, and goes when it is asked who it is.
    private static void knock(ServerProcess server) throws Exception {
        var asked = new CompletableFuture<String>();
        var listener =
                new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                        asked.complete(text.toString());
                        return null;
                    }
                };
        try (SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519);
                HttpClient http = HttpClient.newHttpClient()) {
            WebSocket socket = dial(http, server, dial -> dial.header("Origin", KNOWN), listener);
            socket.sendText(auth(key), true).join();
            assertThat(asked.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).contains("challenge");
            socket.abort();
        }
    }

    private static String auth(SigningKey key) {
        return """
        {"type": "auth", "identity": "ed25519:%s", "timestamp": "%s", "audience": "relay.example.org",
         "instance": "page", "kind": "data"}
        """
                .formatted(
                        Base64.getUrlEncoder().withoutPadding().encodeToString(key.identity().value().toByteArray()),
                        TIME.format(Instant.now()));
    }

    private static WebSocket dial(
            HttpClient http, ServerProcess server, Consumer<WebSocket.Builder> headers, WebSocket.Listener listener) {
        WebSocket.Builder dial = http.newWebSocketBuilder();
        headers.accept(dial);
        return dial.buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/"), listener).join();
    }
}
