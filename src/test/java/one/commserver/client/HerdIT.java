package one.commserver.client;

import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ConnectionKind;
import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// All clients of a server that is killed come back to the next one, which checks one signature at a time and lets one
/// more wait: the others are told to come later.
@ResourceLock("processors")
class HerdIT {

    private static final int MANY = 200;
    private static final Duration LONG = Duration.ofMinutes(2);

    private static final String[] NARROW = {
        "commserver.handshake.verifier-threads=1",
        "commserver.handshake.verifier-queue=1",
        "commserver.limits.connections-per-address=5000"
    };

    /// Of the server's own errors only this one happens to who comes in, and isn't critical.
    private static final String TOLD_TO_COME_LATER =
            "commserver_connection_errors_total\\{category=\"server\",severity=\"error\"} [1-9]";

    @TempDir Path directory;

    @Test
    void behindARestartNobodyIsLeftOut() throws Exception {
        int port = ServerProcess.freePort();
        try (var clients = new ClientFixture(port)) {
            List<ClientSession> herd =
                    IntStream.range(0, MANY)
                            .mapToObj(i -> clients.client(key(), "phone").session(ConnectionKind.DATA))
                            .toList();
            List<ClientLink> before;
            try (var _ = ServerProcess.start(port, directory, NARROW)) {
                before = all(herd.stream().map(session -> session.open().links().next().toFuture()).toList());
            }
            List<CompletableFuture<ClientLink>> after =
                    IntStream.range(0, MANY)
                            .mapToObj(i -> herd.get(i).links().filter(link -> !link.equals(before.get(i))))
                            .map(links -> links.next().toFuture())
                            .toList();

            try (var server = ServerProcess.start(port, directory, NARROW)) {
                assertThat(all(after)).hasSize(MANY).doesNotContainAnyElementsOf(before);
                assertThat(scraped(server)).containsPattern(TOLD_TO_COME_LATER);
            }
        }
    }

    private static String scraped(ServerProcess server) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(server.management("prometheus")).build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static List<ClientLink> all(List<CompletableFuture<ClientLink>> links) {
        assertThat(CompletableFuture.allOf(links.toArray(CompletableFuture[]::new))).succeedsWithin(LONG);
        return links.stream().map(CompletableFuture::join).toList();
    }
}
