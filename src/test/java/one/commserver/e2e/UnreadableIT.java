package one.commserver.e2e;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.testing.TestCertificate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLSocketFactory;

/// Behind a frame that breaks a rule nothing can be read, not even the answer to the server's close. So the server says
/// that it has said all, and a peer who is well sees the end of the socket at once: here the server's patience lasts
/// for longer than anybody would wait.
class UnreadableIT {

    private static final byte[] RESERVED = Frames.frame(0xc1, new byte[] {1}, true);

    @TempDir private static Path folder;

    @Test
    void theEndIsSeenAtOnce() {
        try (var server = server(List.of())) {
            areTold(dial(server));
        }
    }

    @Test
    void theEndIsSeenAtOnceOverTls() throws Exception {
        TestCertificate certificate = TestCertificate.in(folder);
        List<String> tls =
                List.of(
                        "server.ssl.bundle=web",
                        "spring.ssl.bundle.pem.web.keystore.certificate=" + certificate.certificatePem(),
                        "spring.ssl.bundle.pem.web.keystore.private-key=" + certificate.keyPem());
        SSLSocketFactory trusting = certificate.trusting().getSocketFactory();
        try (var server = server(tls)) {
            areTold(dial(server).tls(trusting));
        }
    }

    /// A stranger, somebody who has logged in, one who goes on sending until the end has come, and one whose close is
    /// broken.
    private static void areTold(RawSocket.Dial dial) {
        RawClient stranger = RawClient.dial(dial);
        RawClient client = RawClient.dial(dial).login(Who.anybody());
        RawClient talker = RawClient.dial(dial).login(Who.anybody());
        RawClient leaver = RawClient.dial(dial).login(Who.anybody());
        byte[] more = new byte[100_000];
        Arrays.fill(more, (byte) 0xff);

        stranger.raw(RESERVED);
        client.raw(RESERVED);
        talker.raw(Frames.joined(RESERVED, more));
        leaver.raw(Frames.close(1005, ""));

        for (RawClient each : List.of(stranger, client, talker, leaver)) {
            each.refused(ErrorCode.WEBSOCKET_VIOLATION, CloseReason.PROTOCOL_ERROR);
        }
    }

    private static ConfigurableApplicationContext server(List<String> more) {
        var settings = new ArrayList<>(more);
        settings.add("commserver.transport.close-patience=1h");
        return Server.start(
                settings.toArray(String[]::new),
                own -> own.registerBean("threads", ReactorResourceFactory.class, Nodes::threads));
    }

    private static RawSocket.Dial dial(ConfigurableApplicationContext server) {
        return new RawSocket.Dial(server.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }
}
