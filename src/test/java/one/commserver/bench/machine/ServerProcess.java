package one.commserver.bench.machine;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server in a process of its own that ends with this one. It says in its output on which port it listens.
public final class ServerProcess implements AutoCloseable {

    /// As the server, the bare relays and those of others say it.
    private static final Pattern STARTED =
            Pattern.compile("(?:started on port |for websocket clients on ws://127\\.0\\.0\\.1:)(\\d+)");

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long KIB = 1024;

    /// Each that was ever started: a run has a handful.
    private static final List<ServerProcess> ALL = new CopyOnWriteArrayList<>();

    private final Process process;
    private final Thread hook;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private volatile @Nullable Duration last;

    private ServerProcess(Process process) {
        this.process = process;
        ALL.add(this);
        this.hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Starts one in a JVM and waits until it listens.
    ///
    /// @param prefix what stands before `java`
    /// @param arguments what stands behind it
    /// @param log gets what it prints
    /// @throws Exception if it doesn't get so far within 90 s
    public static ServerProcess java(List<String> prefix, List<String> arguments, Path log) throws Exception {
        var command = new ArrayList<String>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return start(command, log);
    }

    /// Starts any and waits until it listens.
    ///
    /// @param log gets what it prints
    /// @throws Exception if it doesn't get so far within 90 s
    public static ServerProcess start(List<String> command, Path log) throws Exception {
        Files.createDirectories(log.toAbsolutePath().getParent());
        var server = new ServerProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
        try {
            Thread.ofVirtual().start(() -> server.listen(log));
            server.port.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return server;
        } catch (Exception failure) {
            server.close();
            throw new IOException("no server, see " + log, failure);
        }
    }

    /// The time that all that were ever started have had a processor for, until they were closed.
    static Duration cpuOfAll() {
        return ALL.stream().map(ServerProcess::cpuOnceMore).reduce(Duration.ZERO, Duration::plus);
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port.join());
    }

    /// The time that it has had a processor for, in steps of a hundredth of a second on Linux.
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow(() -> new IllegalStateException("the server has ended"));
    }

    /// Its memory that is in memory, in bytes; 0 if the system does not tell.
    public long residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                .findFirst()
                .orElse(0);
    }

    private Duration cpuOnceMore() {
        Duration ended = last;
        return ended == null ? cpu() : ended;
    }

    /// The number of the process.
    public long id() {
        return process.pid();
    }

    @Override
    public void close() {
        last = process.info().totalCpuDuration().orElse(Duration.ZERO);
        process.destroy();
        if (process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join().isAlive()) {
            process.destroyForcibly();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void listen(Path log) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                Writer copy = Files.newBufferedWriter(log)) {
            String line;
            while ((line = output.readLine()) != null) {
                copy.write(line + "\n");
                copy.flush();
                Matcher started = STARTED.matcher(line);
                if (started.find()) {
                    port.complete(Integer.valueOf(started.group(1)));
                }
            }
            port.completeExceptionally(new IOException("it has ended"));
        } catch (IOException | UncheckedIOException failure) {
            port.completeExceptionally(failure);
        }
    }
}
