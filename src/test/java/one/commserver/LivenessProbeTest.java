package one.commserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import one.commserver.testing.TestCertificate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

class LivenessProbeTest {

    private HttpServer server;
    private volatile int status;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/actuator/health/liveness",
                exchange -> {
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1", "404, 1", "302, 1", "401, 1"})
    void exitStatusFollowsTheAnswer(int answer, int exit) {
        status = answer;

        // who is held up for two seconds is taken for dead
        await().untilAsserted(() -> assertThat(LivenessProbe.ask(url())).isEqualTo(exit));
    }

    @Test
    void whoDoesNotListenIsDead() {
        String url = url();
        server.stop(0);

        assertThat(LivenessProbe.ask(url)).isEqualTo(LivenessProbe.DEAD);
    }

    @Test
    void whoDoesNotAnswerIsDead() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(LivenessProbe.ask("http://127.0.0.1:" + silent.getLocalPort())).isEqualTo(LivenessProbe.DEAD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "liveness", "file:/etc/hostname", "http://[", "ftp//x"})
    void whatIsNoHttpUrlIsRefused(String url) {
        assertThat(LivenessProbe.ask(url)).isEqualTo(LivenessProbe.USAGE);
    }

    /// Clients' port never tells it.
    @ParameterizedTest
    @CsvSource({
        "SERVER_PORT, 80, http://127.0.0.1:9090",
        "MANAGEMENT_SERVER_PORT, 9191, http://127.0.0.1:9191",
        "MANAGEMENT_SERVER_ADDRESS, 10.1.2.3, http://10.1.2.3:9090",
        "MANAGEMENT_SERVER_ADDRESS, 0.0.0.0, http://127.0.0.1:9090",
        "MANAGEMENT_SERVER_ADDRESS, fd00::1, http://[fd00::1]:9090",
        "MANAGEMENT_SERVER_SSL_BUNDLE, web, https://127.0.0.1:9090",
        "SERVER_SSL_BUNDLE, web, https://127.0.0.1:9090"
    })
    void asksAtTheManagementPort(String variable, String value, String asked) {
        assertThat(LivenessProbe.url(Map.of(variable, value)::get)).isEqualTo(asked + "/actuator/health/liveness");
    }

    @Test
    void aManagementPortWithoutTheCertificateOfClientsPortIsAskedWithoutTls() {
        assertThat(LivenessProbe.url(Map.of("SERVER_SSL_BUNDLE", "web", "MANAGEMENT_SERVER_SSL_ENABLED", "false")::get))
                .startsWith("http://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0"})
    void aPortThatNobodyKnowsIsNotAsked(String port) {
        String url = LivenessProbe.url(Map.of("MANAGEMENT_SERVER_PORT", port)::get);

        assertThat(LivenessProbe.ask(url)).isEqualTo(LivenessProbe.USAGE);
    }

    /// The server's certificate is for clients, and signed by whom they trust.
    @Test
    void aCertificateThatNobodyHereHasSignedIsNoReasonToRestart(@TempDir Path folder) throws Exception {
        TestCertificate certificate = TestCertificate.in(folder);
        var store =
                PemSslStoreDetails.forCertificate(certificate.certificatePem().toUri().toString())
                        .withPrivateKey(certificate.keyPem().toUri().toString());
        HttpsServer encrypted = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        encrypted.setHttpsConfigurator(
                new HttpsConfigurator(SslBundle.of(new PemSslStoreBundle(store, null)).createSslContext()));
        encrypted.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        encrypted.start();
        try {
            String url = "https://127.0.0.1:" + encrypted.getAddress().getPort() + "/";
            await().untilAsserted(() -> assertThat(LivenessProbe.ask(url)).isEqualTo(LivenessProbe.ALIVE));
        } finally {
            encrypted.stop(0);
        }
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/actuator/health/liveness";
    }
}
