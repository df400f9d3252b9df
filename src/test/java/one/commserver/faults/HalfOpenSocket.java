package one.commserver.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// Stands between a client and a server until the one vanishes for the other: nothing passes any more, and neither is
/// told, as when a cable is pulled or a router forgets them.
public final class HalfOpenSocket implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch over = new CountDownLatch(1);
    private final int server;
    private volatile boolean vanished;

    /// @param server its port on this machine
    public HalfOpenSocket(int server) throws IOException {
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    /// Where the client connects.
    public int port() {
        return door.getLocalPort();
    }

    /// From now on nothing passes.
    public void vanish() {
        vanished = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket dialled = new Socket(InetAddress.getLoopbackAddress(), server);
                client.setTcpNoDelay(true);
                dialled.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(dialled);
                Thread.ofVirtual().start(() -> pump(client, dialled));
                Thread.ofVirtual().start(() -> pump(dialled, client));
            }
        } catch (IOException closed) {
            // that was the last one
        }
    }

    /// What has come when it vanishes is lost.
    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            int length = from.getInputStream().read(buffer);
            while (length >= 0 && !vanished) {
                to.getOutputStream().write(buffer, 0, length);
                length = from.getInputStream().read(buffer);
            }
            if (vanished) {
                over.await();
            }
        } catch (IOException cut) {
            // so are both
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
