package one.commserver;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.testing.TestCertificate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// The server ends TLS itself, with an SSL bundle of PEM files.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class TlsIT {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int ALERT_RECORD = 21;
    private static final int PROTOCOL_VERSION_ALERT = 70;

    @TempDir private static Path folder;
    private static TestCertificate certificate;

    @LocalServerPort private int port;

    @DynamicPropertySource
    static void bundle(DynamicPropertyRegistry properties) throws Exception {
        certificate = TestCertificate.in(folder);
        properties.add("server.ssl.bundle", () -> "web");
        properties.add("spring.ssl.bundle.pem.web.keystore.certificate", () -> certificate.certificatePem().toString());
        properties.add("spring.ssl.bundle.pem.web.keystore.private-key", () -> certificate.keyPem().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void webSocketOpensOverTls(String version) throws Exception {
        try (SSLSocket socket = (SSLSocket) certificate.trusting().getSocketFactory().createSocket("localhost", port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {version});
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);

            String status = upgrade(socket.getOutputStream(), new DataInputStream(socket.getInputStream()));

            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            assertThat(status).isEqualTo("HTTP/1.1 101 Switching Protocols");
        }
    }

    /// The JDK's own client won't speak 1.1 any more, so the first message of one that does is written by hand.
    @Test
    void tls11IsRefused() throws Exception {
        assertThat(answerTo(clientHello(0x0302))).containsExactly(ALERT_RECORD, PROTOCOL_VERSION_ALERT);
    }

    @Test
    void theSameHelloWithTls12IsAnswered() throws Exception {
        assertThat(answerTo(clientHello(0x0303))[0]).isEqualTo(HANDSHAKE_RECORD);
    }

    private static String upgrade(OutputStream out, DataInputStream in) throws IOException {
        String request =
                """
                GET / HTTP/1.1\r
                Host: localhost\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                \r
                """;
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\r' && next >= 0; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    /// @return the kind of the first record, and for an alert what it says
    private int[] answerTo(byte[] hello) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(hello);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int kind = in.readUnsignedByte();
            in.readNBytes(Short.BYTES);
            byte[] content = in.readNBytes(in.readUnsignedShort());
            return new int[] {kind, Byte.toUnsignedInt(content[1])};
        }
    }

    /// The oldest form of it: version, 32 random bytes, no session, four suites, no compression, and the extensions
    /// that an ECDSA certificate needs (groups, point formats, signature algorithms).
    private static byte[] clientHello(int version) {
        byte[] suites = HexFormat.of().parseHex("0008c02bc02fc009c013");
        byte[] extensions =
                HexFormat.of().parseHex("0018" + "000a000400020017" + "000b00020100" + "000d0006000404030401");
        ByteBuffer body = ByteBuffer.allocate(2 + 32 + 1 + suites.length + 2 + extensions.length);
        body.putShort((short) version).position(34);
        body.put((byte) 0).put(suites).put((byte) 1).put((byte) 0).put(extensions);
        ByteBuffer record = ByteBuffer.allocate(9 + body.capacity());
        record.put((byte) HANDSHAKE_RECORD).putShort((short) 0x0301).putShort((short) (4 + body.capacity()));
        record.putInt(1 << 24 | body.capacity()).put(body.array());
        return record.array();
    }
}
