package one.commserver.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// One address for many nodes: each connection goes to any of those that take it.
final class Balancer implements AutoCloseable {

    private static final int DIAL_MILLIS = 1000;
    private static final int BUFFER = 16 * 1024;

    private final ServerSocket door;
    private final List<Integer> nodes;
    private final Random random;
    private final List<Long> connected = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /// @param nodes their ports
    Balancer(List<Integer> nodes, Random random) throws IOException {
        this.nodes = List.copyOf(nodes);
        this.random = random;
        this.door = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /// When connections came, in the order in which they did.
    List<Long> connected() {
        return List.copyOf(connected);
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                connected.add(System.nanoTime());
                sockets.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // that was the last one
        }
    }

    private void serve(Socket client) {
        Socket node = dial();
        if (node == null) {
            close(client);
            return;
        }
        Thread.ofVirtual().start(() -> pump(node, client));
        pump(client, node);
    }

    /// A few tries, as some nodes may be gone.
    private Socket dial() {
        for (int i = 0; i < 2 * nodes.size(); i++) {
            var socket = new Socket();
            sockets.add(socket);
            try {
                int port = nodes.get(random.nextInt(nodes.size()));
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DIAL_MILLIS);
                return socket;
            } catch (IOException gone) {
                close(socket);
            }
        }
        return null;
    }

    private void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            int length;
            while ((length = in.read(buffer)) >= 0) {
                out.write(buffer, 0, length);
            }
        } catch (IOException cut) {
            // so are both
        }
        close(from);
        close(to);
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException gone) {
            // it is closed
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        sockets.forEach(this::close);
    }
}
