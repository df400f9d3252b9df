package one.commserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import one.commserver.testing.TestCertificate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A renewed certificate is taken over without a restart, again and again, also where Kubernetes has mounted it from a
/// Secret: `tls.crt` is a link into `..data`, which is a link that is replaced.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class TlsRenewalIT {

    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(50);

    @TempDir private static Path secret;

    @LocalServerPort private int port;

    @DynamicPropertySource
    static void bundle(DynamicPropertyRegistry properties) throws Exception {
        mount("first");
        for (String file : new String[] {"tls.crt", "tls.key"}) {
            Files.createSymbolicLink(secret.resolve(file), Path.of("..data", file));
        }
        properties.add("server.ssl.bundle", () -> "web");
        properties.add("spring.ssl.bundle.pem.web.reload-on-update", () -> "true");
        properties.add("spring.ssl.bundle.pem.web.keystore.certificate", () -> secret.resolve("tls.crt").toString());
        properties.add("spring.ssl.bundle.pem.web.keystore.private-key", () -> secret.resolve("tls.key").toString());
        properties.add("spring.ssl.bundle.watch.file.quiet-period", () -> "100ms");
    }

    @Test
    void eachRenewalIsTakenOver() throws Exception {
        Certificate shown = shown();

        for (String renewal : new String[] {"second", "third"}) {
            Path before = secret.resolve("..data").toRealPath();
            X509Certificate renewed = mount(renewal);
            FileSystemUtils.deleteRecursively(before);
            assertThat(renewed).isNotEqualTo(shown);
            await("taken over").atMost(DEADLINE).pollInterval(PAUSE).until(this::shown, renewed::equals);
            shown = renewed;
        }
    }

    /// As the kubelet does it.
    private static X509Certificate mount(String version) throws Exception {
        Path made = Files.createDirectory(secret.resolve("made-" + version));
        TestCertificate certificate = TestCertificate.in(made);
        Path folder = Files.createDirectory(secret.resolve(".." + version));
        Files.copy(certificate.certificatePem(), folder.resolve("tls.crt"));
        Files.copy(certificate.keyPem(), folder.resolve("tls.key"));
        Path next = Files.createSymbolicLink(secret.resolve("..data_tmp"), folder.getFileName());
        Files.move(next, secret.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return certificate.certificate();
    }

    private Certificate shown() throws Exception {
        try (SSLSocket socket = (SSLSocket) trustingAll().getSocketFactory().createSocket("localhost", port)) {
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static SSLContext trustingAll() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return context;
    }
}
