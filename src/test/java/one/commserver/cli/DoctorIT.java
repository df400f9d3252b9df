package one.commserver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import one.commserver.cli.CommandProcess.Ended;
import one.commserver.client.CommClient;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;
import one.commserver.testing.ServerProcess;
import one.commserver.testing.TestCertificate;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// `doctor` against servers that are well, and others that are ill in one way each. Each kind of report is made once by
/// the program that is delivered. All else is a thread, since a process takes seconds of a processor to start; so does a
/// server, and one is enough for all who don't change it.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(300)
class DoctorIT {

    @TempDir private Path directory;

    @LocalServerPort private int port;

    @Test
    void aServerThatIsWellIsHealthy() throws Exception {
        Ended ended = CommandProcess.run(directory, "doctor", url());

        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out())
                .containsPattern("(?m)^(ok|warning) +name .*127\\.0\\.0\\.1$")
                .containsPattern("(?m)^skipped +tls ")
                .containsPattern("(?m)^(ok|warning) +upgrade ")
                .containsPattern("(?m)^(ok|warning) +round trip .*20 heartbeats")
                .containsPattern("(?m)^(ok|warning) +encryption ")
                .containsPattern("(?m)^(ok|warning) +transfer .*8\\.0 MiB, encrypted, through the server: ")
                .doesNotContain("FAILED", "\u001b");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void jsonIsOneObject() throws Exception {
        Ended ended = CommandProcess.run(directory, "doctor", "--json", "--size=1", url());

        JsonNode report = JsonMapper.shared().readTree(ended.out());
        assertThat(ended.status()).isZero();
        assertThat(report.get("url").asString()).isEqualTo(url());
        assertThat(report.get("verdict").asString()).isIn("healthy", "warning");
        assertThat(report.get("checks")).hasSize(10);
        assertThat(report.get("checks").get(5).get("median_ms").asDouble()).isPositive();
        assertThat(report.get("checks").get(9).get("bytes").asLong()).isEqualTo(1024 * 1024);
    }

    @Test
    void tlsIsLookedInto() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory);
        try (ServerSocket before = certificate.serverSocket(InetAddress.getLoopbackAddress())) {
            serving(before, this::passing);
            String url = "wss://localhost:" + before.getLocalPort();
            String authorities = "--ca=" + certificate.certificatePem();

            Ended good = doctor(authorities, "--size=1", "--renewal=1h", url);
            Ended soonOver = doctor(authorities, "--size=1", "--strict", url);
            Ended untrusted = doctor(url);

            assertThat(good.status()).as(good.out()).isZero();
            assertThat(good.out()).containsPattern("(?m)^(ok|warning) +tls .*TLSv1\\.3, certificate until ");
            assertThat(soonOver.status()).as(soonOver.out()).isEqualTo(1);
            assertThat(soonOver.out()).containsPattern("(?m)^warning +tls .*renew it$").contains("with warnings: ");
            assertThat(untrusted.status()).isEqualTo(1);
            assertThat(untrusted.out()).containsPattern("(?m)^FAILED +tls .*signed by nobody who is trusted here");
        }
    }

    @Test
    void anAuthorityThatIsNotThereSaysNothingOfTheServer() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory);
        try (var server = certificate.serverSocket(InetAddress.getLoopbackAddress())) {
            Ended ended = doctor("--ca=no/such/file", "wss://localhost:" + server.getLocalPort());

            assertThat(ended.status()).as(ended.out()).isEqualTo(64);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).contains("no/such/file").hasLineCount(1);
        }
    }

    @Test
    void aCertificateForAnotherHostIsNamed() throws Exception {
        TestCertificate certificate = TestCertificate.in(directory);
        try (var server = certificate.serverSocket(InetAddress.getByName("127.0.0.2"))) {
            serving(server, DoctorIT::handshake);

            Ended ended = doctor("--ca=" + certificate.certificatePem(), "wss://127.0.0.2:" + server.getLocalPort());

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out())
                    .containsPattern(
                            "(?m)^FAILED +tls .*isn't for 127\\.0\\.0\\.2, but for \\[localhost, 127\\.0\\.0\\.1\\]");
        }
    }

    @Test
    void aCertificateThatHasExpiredIsNamed() throws Exception {
        Instant now = Instant.now();
        TestCertificate certificate =
                TestCertificate.in(directory, now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
        try (var server = certificate.serverSocket(InetAddress.getLoopbackAddress())) {
            serving(server, DoctorIT::handshake);

            Ended ended = doctor("--ca=" + certificate.certificatePem(), "wss://localhost:" + server.getLocalPort());

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out()).containsPattern("(?m)^FAILED +tls .*the certificate has expired at ");
        }
    }

    @Test
    void aPortWithoutTlsIsNamed() throws Exception {
        Ended ended = doctor("wss://127.0.0.1:" + port);

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out())
                .containsPattern("(?m)^FAILED +tls .*(no TLS is spoken|may not speak it)")
                .containsPattern("(?m)^skipped +upgrade ")
                .contains("isn't healthy: tls.");
    }

    @Nested
    @TestPropertySource(properties = "commserver.handshake.audiences=relay.example")
    class OfAnotherName {

        @Test
        void aNameThatTheServerDoesNotAnswerToIsNamed(@LocalServerPort int port) throws Exception {
            Ended ended = doctor("ws://127.0.0.1:" + port);

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out()).containsPattern("(?m)^FAILED +authentication .*commserver\\.handshake\\.audiences");
        }
    }

    @Test
    void aHostThatIsNoneAndAPortWhereNobodyIsAreNamed() throws Exception {
        Ended unknown = doctor("wss://no-such-host.invalid/");
        Ended silent = doctor("ws://127.0.0.1:" + ServerProcess.freePort());

        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.out()).containsPattern("(?m)^FAILED +name .*no address");
        assertThat(silent.status()).isEqualTo(1);
        assertThat(silent.out()).containsPattern("(?m)^FAILED +socket .*[Rr]efused");
    }

    @Test
    void whatIsNoCommServerIsNamed() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.start();
        try (ServerSocket noise = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            serving(noise, socket -> say(socket, "220 mail.example ESMTP\r\n\r\n"));

            Ended web = doctor("ws://127.0.0.1:" + other.getAddress().getPort());
            Ended mail = doctor("ws://127.0.0.1:" + noise.getLocalPort());

            assertThat(web.status()).isEqualTo(1);
            assertThat(web.out()).containsPattern("(?m)^FAILED +upgrade .*HTTP/1\\.1 404.*no CommServer");
            assertThat(mail.status()).isEqualTo(1);
            assertThat(mail.out()).containsPattern("(?m)^FAILED +upgrade .*doesn't speak HTTP");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void aServerThatDrainsIsNamed() throws Exception {
        try (ServerProcess shut =
                        ServerProcess.start(
                                ServerProcess.freePort(),
                                directory,
                                "commserver.drain.notice=0s",
                                // so that who stays isn't to leave meanwhile, and the server with it
                                "commserver.drain.spread=random",
                                "commserver.drain.window=20h",
                                "commserver.drain.limit=24h");
                SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            stay(key, shut);
            shut.terminate();
            shut.await(() -> shut.readiness() == 503);

            // readiness goes down a moment before the door is shut
            String url = "ws://127.0.0.1:" + shut.port();
            Ended closed =
                    await().atMost(Duration.ofMinutes(1))
                            .until(() -> doctor("--size=1", url), ended -> ended.out().contains("503"));

            assertThat(closed.status()).as(closed.out()).isEqualTo(1);
            assertThat(closed.out()).containsPattern("(?m)^FAILED +upgrade .*503.*drains");
        }
    }

    /// To a client that name is another machine's; the system takes it for an address of this one.
    @Test
    void anUnencryptedWayToAnotherMachineIsNotGone() throws Exception {
        Ended refused = doctor("ws://127.1:" + port);
        Ended accepted = doctor("--insecure", "--size=1", "ws://127.1:" + port);

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.out()).containsPattern("(?m)^FAILED +tls .*everybody on the way can watch");
        assertThat(accepted.out()).containsPattern("(?m)^warning +tls ").containsPattern("(?m)^(ok|warning) +upgrade ");
    }

    private String url() {
        return "ws://127.0.0.1:" + port;
    }

    private static void stay(SigningKey key, ServerProcess server) {
        CommClient.builder(key, "ws://127.0.0.1:" + server.port() + "/", "stays")
                .build()
                .connect(ConnectionKind.CONTROL)
                .block(Duration.ofSeconds(30));
    }

    private static Ended doctor(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        all[0] = "doctor";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandThread.run(all);
    }

    /// Takes connections until the socket is closed.
    private static void serving(ServerSocket server, Consumer<Socket> answer) {
        Thread.ofVirtual()
                .start(() -> {
                    while (!server.isClosed()) {
                        try {
                            Socket socket = server.accept();
                            Thread.ofVirtual().start(() -> answer.accept(socket));
                        } catch (IOException closed) {
                            // or a peer that is gone already
                        }
                    }
                });
    }

    /// As a proxy that ends TLS.
    private void passing(Socket from) {
        try (from;
                Socket to = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread back = Thread.ofVirtual().start(() -> pump(to, from));
            pump(from, to);
            back.join();
        } catch (IOException gone) {
            // so is the other side
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // so is the other side
        } finally {
            close(to);
        }
    }

    private static void say(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException gone) {
            // it has read enough
        } finally {
            close(socket);
        }
    }

    /// What a TLS socket does by itself when it is read.
    private static void handshake(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
        } catch (IOException refused) {
            // that is what is tested
        } finally {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // then it is closed
        }
    }
}
