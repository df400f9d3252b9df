package one.commserver.testing;

import org.testcontainers.DockerClientFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/// A real Redis of the test's own, on a free port of this machine, empty, with its append-only file on: in a container
/// where there is an engine for it, else a process. Not for more than one thread.
public final class RedisServer implements AutoCloseable {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);
    private static final Pattern CPU = Pattern.compile("(?m)^used_cpu_(?:user|sys):([0-9.]+)");
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    private final int port;
    private final RedisBackend backend;

    private RedisServer(int port, RedisBackend backend) {
        this.port = port;
        this.backend = backend;
    }

    /// A server that answers.
    ///
    /// @param options beyond the usual ones, as on the command line: `--requirepass`, `secret`
    public static RedisServer start(String... options) {
        int port = freePort();
        var backend =
                DockerClientFactory.instance().isDockerAvailable()
                        ? new RedisContainer(port, List.of(options))
                        : new RedisProcess(port, List.of(options));
        return started(port, backend);
    }

    /// The same as a process in any case, where several servers have to find each other or read files.
    public static RedisServer process(String... options) {
        int port = freePort();
        return started(port, new RedisProcess(port, List.of(options)));
    }

    /// A sentinel, as a process.
    ///
    /// @param configuration the lines of its file
    public static RedisServer sentinel(String... configuration) {
        int port = freePort();
        return started(port, RedisProcess.sentinel(port, List.of(configuration)));
    }

    private static RedisServer started(int port, RedisBackend backend) {
        var server = new RedisServer(port, backend);
        server.restart();
        return server;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /// Its number among the processes of this machine; 0: it has none.
    public long processId() {
        return backend.processId();
    }

    /// The time that it has had a processor for, as it says.
    public Duration cpu() {
        double seconds =
                CPU.matcher(ask("INFO cpu")).results().mapToDouble(time -> Double.parseDouble(time.group(1))).sum();
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /// Ends it in order.
    public void stop() {
        backend.stop();
    }

    /// SIGKILL.
    public void kill() {
        backend.kill();
    }

    /// Starts it again, on the same port and with its data.
    public void restart() {
        backend.start();
        awaitAnswer();
    }

    /// SIGSTOP: it keeps its connections and answers nothing.
    public void pause() {
        backend.pause();
    }

    /// SIGCONT.
    public void resume() {
        backend.resume();
    }

    /// Asks it something, on a connection of its own; for commands without spaces in their arguments.
    ///
    /// @return the beginning of the raw answer
    public String ask(String command) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(5000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[8192];
            int length = socket.getInputStream().read(answer);
            return length < 0 ? "" : new String(answer, 0, length, StandardCharsets.US_ASCII);
        } catch (IOException silent) {
            throw new UncheckedIOException(silent);
        }
    }

    /// Ends it and forgets its data.
    @Override
    public void close() {
        backend.close();
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (!answers()) {
            if (System.nanoTime() - deadline > 0) {
                close();
                throw new IllegalStateException("Redis did not start: " + backend.output());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /// One that wants a password answers, too.
    private boolean answers() {
        try {
            String answer = ask("PING");
            return answer.startsWith("+PONG") || answer.startsWith("-NOAUTH");
        } catch (UncheckedIOException silent) {
            return false;
        }
    }

    /// A port of this machine that nobody listens on.
    public static int freePort() {
        return FreePorts.any();
    }
}
