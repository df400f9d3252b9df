package one.commserver.e2e;

import one.commserver.testing.TestCertificate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.client.ReactorResourceFactory;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;

/// Clients who are slow with the handshake of TLS, at a server that ends TLS itself: they are cut after 10 s, and
/// neighbours who talk over TLS notice nothing.
class SlowTlsIT {

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
            SlowSockets.areCut(dial, Arrays.copyOf(hello, hello.length / 2), hello, neighbours::areWell);

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
}
