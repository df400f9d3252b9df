package one.commserver.e2e;

import one.commserver.faults.ByteByByte;
import one.commserver.testing.TestCertificate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.client.ReactorResourceFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;

/// Clients who are slow with the handshake of TLS, at a server that ends TLS itself: they are cut after 10 s, and
/// neighbours who talk over TLS notice nothing.
class SlowTlsIT {

    private static final int MANY = 40;

    @TempDir private static Path folder;

    /// Nothing at all, the beginning of a hello, and one that comes by the byte.
    @Test
    void whoIsSlowWithTheHandshakeIsCut() throws Exception {
        TestCertificate certificate = TestCertificate.in(folder);
        SSLContext trusting = certificate.trusting();
        byte[] hello = hello(trusting);
        var server =
                Server.start(
                        new String[] {
                            "commserver.relay.policy=open",
                            "server.ssl.bundle=web",
                            "spring.ssl.bundle.pem.web.keystore.certificate=" + certificate.certificatePem(),
                            "spring.ssl.bundle.pem.web.keystore.private-key=" + certificate.keyPem()
                        },
                        own -> own.registerBean("threads", ReactorResourceFactory.class, Nodes::threads));
        try (server) {
            var dial =
                    new RawSocket.Dial(server.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            var neighbours = new Neighbours(join(dial, trusting), join(dial, trusting));
            List<RawSocket> sockets = new ArrayList<>();
            List<CompletableFuture<Void>> ends = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                var socket = new RawSocket(dial);
                sockets.add(socket);
                ends.add(CompletableFuture.runAsync(() -> readAll(socket), task -> Thread.ofVirtual().start(task)));
                if (i % 3 == 1) {
                    socket.write(Arrays.copyOf(hello, hello.length / 2));
                }
            }

            ByteByByte.until(
                    () -> ends.stream().allMatch(CompletableFuture::isDone),
                    hello,
                    piece -> {
                        for (int i = 2; i < MANY; i += 3) {
                            tryWrite(sockets.get(i), piece);
                        }
                    },
                    neighbours::areWell);

            sockets.forEach(RawSocket::close);
            Joined.of(join(dial, trusting), join(dial, trusting)).works();
        }
    }

    private static RawClient join(RawSocket.Dial dial, SSLContext trusting) {
        SSLSocketFactory tls = trusting.getSocketFactory();
        return RawClient.dial(dial.tls(tls)).login(Who.anybody());
    }

    /// What a client says first, as long as it may be: by the byte it lasts longer than anybody waits.
    private static byte[] hello(SSLContext context) throws SSLException {
        SSLEngine engine = context.createSSLEngine("localhost", 1);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private static void readAll(RawSocket socket) {
        try {
            socket.in().readAllBytes();
        } catch (IOException cut) {
            // that is an end, too
        }
    }

    private static void tryWrite(RawSocket socket, byte[] bytes) {
        try {
            socket.write(bytes);
        } catch (UncheckedIOException ended) {
            // cut already
        }
    }
}
