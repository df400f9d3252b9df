package one.commserver.soak.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Reads the meters as Prometheus does, over a connection that stays.
final class Scraper implements Actor {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;

    Scraper(URI meters) {
        request = HttpRequest.newBuilder(meters).timeout(PATIENCE).build();
    }

    @Override
    public void step() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || !answer.body().contains("commserver_connection_open")) {
            throw new IOException("no meters: " + answer.statusCode());
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
