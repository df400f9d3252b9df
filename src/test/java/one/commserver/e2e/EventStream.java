package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/// What a server goes on telling in one answer: events whose data is JSON.
final class EventStream implements AutoCloseable {

    private static final String DATA = "data: ";
    private static final String RETRY = "retry: ";

    private final HttpClient http;
    private final HttpResponse<InputStream> answer;
    private final BufferedReader lines;

    private EventStream(HttpClient http, HttpResponse<InputStream> answer) {
        this.http = http;
        this.answer = answer;
        this.lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    static EventStream open(HttpRequest.Builder request) {
        HttpClient http = HttpClient.newHttpClient();
        try {
            var answer =
                    http.send(request.timeout(RawClient.DEADLINE).build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            return new EventStream(http, answer);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /// Empty if it isn't there.
    String header(String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /// Waits for the next one.
    JsonNode next() {
        try {
            String data = lines.readLine();
            while (data != null && data.startsWith(RETRY)) {
                data = lines.readLine();
            }
            assertThat(data).startsWith(DATA);
            assertThat(lines.readLine()).isEmpty();
            return JsonMapper.shared().readTree(data.substring(DATA.length()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
