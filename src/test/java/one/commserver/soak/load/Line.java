package one.commserver.soak.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Stands between some clients and the server, as a bad network does: it cuts without a close, and stands still.
final class Line implements AutoCloseable {

    private static final int AT_ONCE = 16 * 1024;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /// Whoever passes on what the server has sent has it for a moment; whoever makes the line stand still keeps it.
    private final ReadWriteLock moving = new ReentrantReadWriteLock();

    Line(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Resets whatever there is, at both ends.
    void cut() {
        sockets.forEach(Line::reset);
    }

    /// Nothing that the server sends is read meanwhile.
    void standStill(Actor meanwhile) throws Exception {
        moving.writeLock().lock();
        try {
            meanwhile.step();
        } finally {
            moving.writeLock().unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                join(listener.accept());
            } catch (IOException refused) {
                // the server is away, or this has ended
            }
        }
    }

    private void join(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket();
            // so that a server soon notices who doesn't read
            server.setReceiveBufferSize(4 * AT_ONCE);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        } catch (IOException away) {
            reset(client);
            throw away;
        }
        for (Socket each : new Socket[] {client, server}) {
            each.setTcpNoDelay(true);
            sockets.add(each);
        }
        Thread.ofVirtual().start(() -> pump(client, server, false));
        Thread.ofVirtual().start(() -> pump(server, client, true));
    }

    private void pump(Socket from, Socket to, boolean stops) {
        byte[] buffer = new byte[AT_ONCE];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (stops) {
                    moving.readLock().lock();
                    try {
                        out.write(buffer, 0, read);
                    } finally {
                        moving.readLock().unlock();
                    }
                } else {
                    out.write(buffer, 0, read);
                }
            }
            to.shutdownOutput();
        } catch (IOException gone) {
            reset(from);
            reset(to);
        }
        if (!stops) {
            return;
        }
        // the server has ended its half, and ends the other one by itself
        sockets.remove(from);
        sockets.remove(to);
        close(from);
        close(to);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // that is what was wanted
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // that is what was wanted
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
