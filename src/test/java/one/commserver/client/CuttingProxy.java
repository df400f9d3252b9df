package one.commserver.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/// Stands between one client and the server, counts the WebSocket frames of each direction, and cuts where it is told
/// to: right behind a frame, or in the middle of one.
public final class CuttingProxy implements AutoCloseable {

    /// Which way a frame goes.
    enum Direction {
        UP,
        DOWN
    }

    /// Where to cut.
    ///
    /// @param frame how many frames pass in that direction, from when the cut is armed
    /// @param middle whether a part of the next one passes too
    /// @param done told when it has happened
    record Cut(Direction direction, int frame, boolean middle, Runnable done) {}

    private final ServerSocket listener;
    private final int target;
    private final long most;
    private final CompletableFuture<Void> lifted = new CompletableFuture<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final LongAdder down = new LongAdder();
    private final AtomicReference<Armed> armed = new AtomicReference<>();
    private volatile boolean hasCut;

    /// A cut, and how far it is.
    private static final class Armed {

        private final Cut cut;
        private int passed;

        private Armed(Cut cut) {
            this.cut = cut;
        }
    }

    public CuttingProxy(int target) {
        this(target, Long.MAX_VALUE);
    }

    /// One that holds back what a client sends on a connection beyond so many bytes, until [#letPass].
    public CuttingProxy(int target, long most) {
        this.target = target;
        this.most = most;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// How many bytes the server has sent so far.
    long down() {
        return down.sum();
    }

    /// From now on.
    void arm(Cut cut) {
        armed.set(new Armed(cut));
    }

    /// Whether what was armed has cut something. Neither end can have noticed the cut before this says so.
    boolean hasCut() {
        return hasCut;
    }

    /// What was held back passes, and nothing is held back any more.
    public void letPass() {
        lifted.complete(null);
    }

    /// Cuts whatever there is, now.
    public void cutNow() {
        sockets.forEach(CuttingProxy::close);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(server);
                Thread.ofVirtual().start(() -> pump(client, server, Direction.UP));
                Thread.ofVirtual().start(() -> pump(server, client, Direction.DOWN));
            }
        } catch (IOException closed) {
            cutNow();
        }
    }

    private void pump(Socket from, Socket to, Direction direction) {
        FrameCounter frames = new FrameCounter();
        byte[] buffer = new byte[64 * 1024];
        long passed = 0;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read;
            while ((read = in.read(buffer)) >= 0) {
                int allowed = pass(frames, buffer, read, direction);
                passed += allowed;
                if (direction == Direction.DOWN) {
                    down.add(allowed);
                } else if (passed > most) {
                    lifted.join();
                }
                if (allowed < read) {
                    hasCut = true;
                }
                out.write(buffer, 0, allowed);
                out.flush();
                if (allowed < read) {
                    break;
                }
            }
        } catch (IOException gone) {
            // one side is gone, and so is the other
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
        Armed now = armed.get();
        if (now != null
                && now.cut.direction == direction
                && now.passed > now.cut.frame
                && armed.compareAndSet(now, null)) {
            now.cut.done.run();
        }
    }

    /// How many of the bytes may pass.
    private int pass(FrameCounter frames, byte[] buffer, int length, Direction direction) {
        Armed now = armed.get();
        boolean counts = now != null && now.cut.direction == direction;
        int i = 0;
        while (i < length) {
            boolean starts = frames.startsFrame();
            if (counts && starts && now.passed++ == now.cut.frame && !now.cut.middle) {
                return i;
            }
            frames.next(buffer[i]);
            if (counts && now.cut.middle && now.passed > now.cut.frame && frames.isAmidst()) {
                return i;
            }
            i += 1 + frames.skip(length - i - 1);
        }
        return length;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        letPass();
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        cutNow();
    }

    /// Follows the bytes of one direction: the upgrade's head, then frames.
    private static final class FrameCounter {

        private static final int END_OF_HEAD = 0x0d0a0d0a;

        private int last;
        private boolean upgraded;
        private int at;
        private int lengthEnd;
        private int headEnd;
        private long payload;

        /// Whether the next byte is the first of a frame.
        boolean startsFrame() {
            return upgraded && at == 0;
        }

        /// Whether a part of a frame has passed.
        boolean isAmidst() {
            return upgraded && at > 1;
        }

        /// Passes over what says nothing of frames: of a payload all but its last byte.
        ///
        /// @return how many bytes
        int skip(int most) {
            long left = at > 1 && at >= headEnd ? headEnd + payload - at - 1 : 0;
            int skipped = Math.clamp(left, 0, most);
            at += skipped;
            return skipped;
        }

        void next(byte value) {
            if (!upgraded) {
                last = (last << 8) | (value & 0xff);
                upgraded = last == END_OF_HEAD;
                return;
            }
            at++;
            if (at == 2) {
                int length = value & 0x7f;
                lengthEnd = 2 + (length == 126 ? 2 : length == 127 ? 8 : 0);
                headEnd = lengthEnd + ((value & 0x80) == 0 ? 0 : 4);
                payload = length < 126 ? length : 0;
            } else if (at > 2 && at <= lengthEnd) {
                payload = (payload << 8) | (value & 0xff);
            }
            if (at >= 2 && at == headEnd + payload) {
                at = 0;
            }
        }
    }
}
