package one.commserver.history;

import one.commserver.testing.ServerProcess;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// A node that lives more than once, always at the same port. Not for more than one thread.
final class NodeProcess implements AutoCloseable {

    private static final List<String> OPTIONS =
            Stream.concat(ServerProcess.SHORT_LIVED.stream(), Stream.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"))
                    .toList();

    private final String name;
    private final int port;
    private final Path logs;
    private final List<String> properties;
    private ServerProcess process;

    /// @param logs the directory for what it says, in a file for each life
    NodeProcess(String name, int port, Path logs, List<String> properties) {
        this.name = name;
        this.port = port;
        this.logs = logs;
        this.properties = properties;
    }

    int port() {
        return port;
    }

    /// Starts it, and waits until it is ready.
    void start() throws Exception {
        process = ServerProcess.start(port, logs, OPTIONS, properties);
    }

    /// SIGKILL.
    void kill() {
        process.close();
    }

    /// SIGTERM.
    ///
    /// @param deadline by which it must have ended
    /// @return how long it took
    Duration terminate(Duration deadline) throws Exception {
        long start = System.nanoTime();
        process.terminate();
        process.ended(deadline);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// SIGSTOP.
    void pause() throws Exception {
        process.pause();
    }

    /// SIGCONT.
    void resume() throws Exception {
        process.resume();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
