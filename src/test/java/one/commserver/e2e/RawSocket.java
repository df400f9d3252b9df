package one.commserver.e2e;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.SSLSocketFactory;

/// A socket with the first request on it. Everything that fails throws an unchecked exception.
final class RawSocket implements AutoCloseable {

    private static final int DEADLINE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;

    /// How to dial.
    ///
    /// @param from the local address, which is what limits count
    /// @param receiveBuffer bytes, or 0 for the system's choice
    /// @param tls how to encrypt; null: not at all
    record Dial(
            int port,
            String path,
            String from,
            int receiveBuffer,
            List<String> headers,
            @Nullable SSLSocketFactory tls) {

        Dial(int port) {
            this(port, "/", "127.0.0.1", 0, List.of(), null);
        }

        Dial path(String newPath) {
            return new Dial(port, newPath, from, receiveBuffer, headers, tls);
        }

        Dial from(String newFrom) {
            return new Dial(port, path, newFrom, receiveBuffer, headers, tls);
        }

        Dial receiveBuffer(int bytes) {
            return new Dial(port, path, from, bytes, headers, tls);
        }

        Dial header(String line) {
            var more = new ArrayList<>(headers);
            more.add(line);
            return new Dial(port, path, from, receiveBuffer, more, tls);
        }

        Dial tls(SSLSocketFactory newTls) {
            return new Dial(port, path, from, receiveBuffer, headers, newTls);
        }

        /// The request for an upgrade.
        String upgrade(String version) {
            return "GET "
                    + path
                    + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: "
                    + version
                    + "\r\n"
                    + lines()
                    + "\r\n";
        }

        /// A request for a page.
        String get() {
            return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines() + "\r\n";
        }

        private String lines() {
            return String.join("", headers.stream().map(line -> line + "\r\n").toList());
        }
    }

    /// What came back.
    record Answer(int status, Map<String, String> headers, String body) {}

    RawSocket(Dial dial) {
        try {
            var plain = new Socket();
            if (dial.receiveBuffer() > 0) {
                plain.setReceiveBufferSize(dial.receiveBuffer());
            }
            plain.bind(new InetSocketAddress(InetAddress.ofLiteral(dial.from()), 0));
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), dial.port()), DEADLINE_MILLIS);
            SSLSocketFactory tls = dial.tls();
            socket = tls == null ? plain : tls.createSocket(plain, "localhost", dial.port(), true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 4096));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    DataInputStream in() {
        return in;
    }

    synchronized void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void write(String text) {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Waits for the answer to a request.
    Answer answer() {
        try {
            socket.setSoTimeout(DEADLINE_MILLIS);
            int status = Integer.parseInt(line().split(" ", 3)[1]);
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = line(); !line.isEmpty(); line = line()) {
                String[] parts = line.split(":", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
            }
            byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
            socket.setSoTimeout(0);
            return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the socket ended within a header");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    /// Ends the socket without a word: the other side gets a reset.
    void cut() {
        if (socket.isClosed()) {
            return;
        }
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
