package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// Meters that are pushed, with the switch and to the address that `docs/metrics.md` names.
class OtlpIT {

    private static final int KEPT = 4;

    @Test
    void aCollectorReceivesMetersAndLearnsWhoseTheyAre() throws IOException, InterruptedException {
        BlockingQueue<String> pushes = new ArrayBlockingQueue<>(KEPT);
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/v1/metrics",
                exchange -> {
                    pushes.offer(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.start();
        try (var node =
                Management.start(
                        "management.otlp.metrics.export.enabled=true",
                        "management.otlp.metrics.export.url=http://127.0.0.1:"
                                + collector.getAddress().getPort()
                                + "/v1/metrics",
                        "management.otlp.metrics.export.step=1s")) {
            // the first ones may come from a node that is still beginning
            String push =
                    await().atMost(RawClient.DEADLINE)
                            .until(
                                    () -> String.valueOf(pushes.poll(1, TimeUnit.SECONDS)),
                                    pushed -> pushed.contains("commserver.connection.opened"));

            assertThat(push)
                    .contains("service.instance.id")
                    .contains(node.context().getEnvironment().getRequiredProperty("commserver.node.name"));
        } finally {
            collector.stop(0);
        }
    }
}
