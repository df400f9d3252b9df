package one.commserver.cli.doctor;

import one.commserver.client.dial.Dialer;
import one.commserver.client.dial.ServerAddress;
import one.commserver.connection.NanoClock;
import one.commserver.wire.Printable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Asks for a WebSocket, and looks at who answers. Nothing is sent on it.
///
/// Spec: chapter 1.
///
/// @param patience for the whole answer
record UpgradeProbe(ServerAddress address, Duration patience, NanoClock clock) {

    private static final int SWITCHING = 101;
    private static final int UNAVAILABLE = 503;
    private static final int LARGEST_HEAD = 16 * 1024;
    private static final int LONGEST_TEXT = 200;

    /// RFC 6455, 4.2.2.
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// @throws Trouble if that is no CommServer, or one that lets nobody in
    Outcome ask(Socket socket) throws IOException {
        byte[] nonce = new byte[16];
        new SecureRandom().nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        socket.getOutputStream().write(request(key).getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        List<String> head = head(socket.getInputStream());
        int status = status(head.getFirst());
        if (status == UNAVAILABLE) {
            throw new Trouble(
                    "it lets nobody in at the moment (HTTP 503): it drains, or what stands before it has no server");
        } else if (status != SWITCHING) {
            throw new Trouble(
                    "it opens no WebSocket, but answers '"
                            + Printable.of(head.getFirst(), LONGEST_TEXT)
                            + "': no CommServer");
        } else if (!field(head, "Sec-WebSocket-Accept").equals(Optional.of(accept(key)))) {
            throw new Trouble("it opens a WebSocket without having read the request: a cache or proxy answers");
        } else if (!field(head, "Sec-WebSocket-Protocol").equals(Optional.of(Dialer.SUBPROTOCOL))) {
            throw new Trouble("it opens a WebSocket, but doesn't speak " + Dialer.SUBPROTOCOL + ": no CommServer");
        }
        return new Outcome(Dialer.SUBPROTOCOL).with("subprotocol", Dialer.SUBPROTOCOL);
    }

    private String request(String key) {
        return String.join(
                "\r\n",
                "GET " + address.target() + " HTTP/1.1",
                "Host: " + address.audience(),
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: " + key,
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Protocol: " + Dialer.SUBPROTOCOL,
                "",
                "");
    }

    private List<String> head(InputStream in) throws IOException {
        long start = clock.nanos();
        var head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0 || head.size() > LARGEST_HEAD) {
                throw new Trouble("what answers there doesn't speak HTTP");
            } else if (clock.nanos() - start > patience.toNanos()) {
                throw new Trouble("no answer to the upgrade within " + patience.toSeconds() + " s");
            }
            head.write(next);
            matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1).lines().toList();
    }

    private static int status(String line) {
        String[] words = line.split(" ", 3);
        if (!words[0].startsWith("HTTP/1.") || words.length < 2 || !words[1].matches("[1-5][0-9]{2}")) {
            throw new Trouble("what answers there doesn't speak HTTP");
        }
        return Integer.parseInt(words[1]);
    }

    private static Optional<String> field(List<String> head, String name) {
        String start = name + ":";
        return head.stream()
                .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
                .map(line -> line.substring(start.length()).strip())
                .findFirst();
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1", impossible);
        }
    }
}
