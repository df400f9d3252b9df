package one.commserver.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A way to a server that can be cut, as a network is: without a word to either side.
final class Cutter implements AutoCloseable {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final URI server;
    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /// @param url of a server for which [#canLeadTo] holds
    Cutter(String url) {
        server = URI.create(url);
        try {
            door = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        Thread.ofVirtual().start(this::admit);
    }

    /// Whether a client would take this way for the server itself: on this machine, without TLS.
    static boolean canLeadTo(String url) {
        URI server = URI.create(url);
        return "ws".equals(server.getScheme()) && server.getPort() > 0 && LOOPBACK.contains(server.getHost());
    }

    /// The server's URL by this way.
    String url() {
        return "ws://127.0.0.1:" + door.getLocalPort() + server.getRawPath();
    }

    /// Cuts all connections there are; new ones may be made.
    void cut() {
        sockets.forEach(Cutter::end);
        sockets.clear();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException gone) {
            // then it is closed
        }
        cut();
    }

    private void admit() {
        try {
            while (true) {
                Socket near = door.accept();
                Socket far = new Socket(server.getHost().replaceAll("[\\[\\]]", ""), server.getPort());
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().start(() -> pump(near, far));
                Thread.ofVirtual().start(() -> pump(far, near));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // the other direction ends as well
        } finally {
            end(from);
            end(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // then it is closed
        }
    }
}
