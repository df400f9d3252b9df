package one.commserver.soak.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// Those who speak no dialect, or stop in the middle of a word: scanners, other programs, and lines that break. They
/// wait until they are sent away, or hang up first.
final class Strangers implements Actor {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String UPGRADE =
            """
            GET / HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13

            """
                    .replace("\n", "\r\n");

    /// What somebody says.
    ///
    /// @param upgrades whether that begins with an upgrade
    /// @param hangsUp whether nobody waits for an answer
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Words(boolean upgrades, byte[] bytes, boolean hangsUp) {}

    private final int port;
    private final List<Words> all;
    private int next;

    Strangers(int port) {
        this.port = port;
        byte[] noise = new byte[2_000];
        new Random(1).nextBytes(noise);
        all =
                List.of(
                        new Words(false, new byte[0], true),
                        new Words(false, noise, true),
                        new Words(
                                false,
                                ascii("GET /favicon.ico HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
                                false),
                        new Words(false, ascii(UPGRADE.substring(0, 60)), true),
                        new Words(true, noise, true),
                        new Words(true, frame(1, 10, "{not json "), false),
                        new Words(true, frame(1, 29, "{\"type\":\"nobody knows this\"}  "), false),
                        new Words(true, frame(1, 100, "{\"type\":\"auth\",\"identity\":"), true),
                        new Words(true, frame(2, 5, "\u0001\u0000\u0000\u0000\u0001"), false),
                        new Words(true, frame(9, 2, "hi"), true),
                        new Words(true, new byte[0], true));
    }

    @Override
    public void step() throws IOException {
        Words words = all.get(next++ % all.size());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            if (words.upgrades()) {
                socket.getOutputStream().write(ascii(UPGRADE));
                if (socket.getInputStream().read() != 'H') {
                    throw new IOException("no upgrade");
                }
            }
            socket.getOutputStream().write(words.bytes());
            if (words.hangsUp()) {
                socket.setSoLinger(true, 0);
            } else {
                drain(socket);
            }
        }
    }

    private static void drain(Socket socket) throws IOException {
        byte[] rest = new byte[4096];
        try {
            while (socket.getInputStream().read(rest) >= 0) {
                // until it is over
            }
        } catch (SocketTimeoutException stays) {
            throw stays;
        } catch (IOException reset) {
            // that is an end, too
        }
    }

    /// A frame that is masked with zeros and claims to be that long.
    private static byte[] frame(int opcode, int length, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        byte[] frame = new byte[6 + Math.min(length, bytes.length)];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | length);
        System.arraycopy(bytes, 0, frame, 6, frame.length - 6);
        return frame;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
