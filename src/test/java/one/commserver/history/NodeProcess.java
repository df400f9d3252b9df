package one.commserver.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A node: the jar in a process of its own, which ends with this one. It can be killed, paused and started again on its
/// port. Not for more than one thread.
final class NodeProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<String> command = new ArrayList<>();
    private final int port;
    private final Path log;
    private Process process;
    private Thread hook;

    /// @param arguments of the server, beside its port
    NodeProcess(int port, Path log, List<String> arguments) {
        this.port = port;
        this.log = log;
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // several of them share few processors for a short time
        command.addAll(
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-jar", System.getProperty("commserver.jar")));
        command.addAll(List.of("--server.address=127.0.0.1", "--server.port=" + port));
        command.addAll(arguments);
    }

    int port() {
        return port;
    }

    /// Starts it.
    ///
    /// @return completes when it listens
    CompletableFuture<Void> start() throws IOException {
        var listens = new CompletableFuture<Void>();
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        Process started = process;
        Thread.ofVirtual().start(() -> copy(started, listens));
        return listens.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /// SIGKILL.
    void kill() {
        process.destroyForcibly();
        ended();
    }

    /// SIGTERM, and waits for its end.
    ///
    /// @return how long that took
    Duration terminate() {
        long start = System.nanoTime();
        process.destroy();
        ended();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// SIGSTOP: its sockets stay and nobody answers.
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /// SIGCONT.
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /// The log of all its lives.
    Path log() {
        return log;
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    private void ended() {
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    private void copy(Process from, CompletableFuture<Void> listens) {
        try (BufferedReader output = from.inputReader(StandardCharsets.UTF_8);
                Writer copy = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            String line;
            while ((line = output.readLine()) != null) {
                copy.write(line + "\n");
                copy.flush();
                if (line.contains("started on port")) {
                    listens.complete(null);
                }
            }
        } catch (IOException | UncheckedIOException closed) {
            // there is nothing more to read
        }
        listens.completeExceptionally(new IOException("it has ended, see " + log));
    }
}
