package one.commserver.testing;

import one.commserver.faults.PausedProcess;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The program as it is delivered, in a process of its own, on ports of this machine.
public final class ServerProcess implements AutoCloseable {

    /// Options of a JVM that doesn't live for long and shares few processors with others.
    public static final List<String> SHORT_LIVED = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /// Bytes, as the shell counts files.
    private static final int BLOCK = 512;

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final int port;
    private final int managementPort;
    private final Path log;
    private final Process process;
    private final Thread hook;

    private ServerProcess(int port, Path log, List<String> before, List<String> options, List<String> properties)
            throws IOException {
        this.port = port;
        this.managementPort = freePort();
        this.log = log;
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(program());
        command.addAll(List.of("--server.address=127.0.0.1", "--server.port=" + port));
        command.addAll(List.of("--management.server.address=127.0.0.1", "--management.server.port=" + managementPort));
        properties.forEach(property -> command.add("--" + property));
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// How it is started: unpacked, as in the image, and with the classes ready that its start loads and links.
    public static List<String> program() {
        Path unpacked = Path.of(System.getProperty("commserver.unpacked"));
        return List.of(
                "-XX:AOTCache=" + unpacked.resolve("commserver.aot"),
                "-jar",
                unpacked.resolve("commserver.jar").toString());
    }

    /// A port that nobody has at the moment, and that no client's socket gets.
    public static int freePort() {
        return FreePorts.any();
    }

    /// Starts it and waits until it is ready.
    ///
    /// @param directory for what it prints
    public static ServerProcess start(int port, Path directory, String... properties) throws Exception {
        return start(port, directory, SHORT_LIVED, List.of(properties));
    }

    /// The same with options of its JVM.
    public static ServerProcess start(int port, Path directory, List<String> options, List<String> properties)
            throws Exception {
        return start(port, directory, List.of(), options, properties);
    }

    /// The same on a poor machine.
    ///
    /// @param descriptors the most file descriptors: sockets, files and whatever else the process opens
    /// @param fileBytes the most bytes that a file gets: for whoever writes to it, the disk is full then. A multiple of
    ///     512
    public static ServerProcess startPoor(
            int descriptors, int fileBytes, Path directory, List<String> options, List<String> properties)
            throws Exception {
        // the shell becomes the server, so signals reach it
        String limits = "ulimit -n %d && ulimit -f %d && exec \"$@\"".formatted(descriptors, fileBytes / BLOCK);
        return start(freePort(), directory, List.of("sh", "-c", limits, "sh"), options, properties);
    }

    private static ServerProcess start(
            int port, Path directory, List<String> before, List<String> options, List<String> properties)
            throws Exception {
        Path log = Files.createTempFile(directory, "server", ".log");
        var server = new ServerProcess(port, log, before, options, properties);
        try {
            server.await(() -> server.readiness() == 200);
            return server;
        } catch (Exception | AssertionError failure) {
            server.close();
            throw failure;
        }
    }

    public int port() {
        return port;
    }

    /// The number of its process.
    public long pid() {
        return process.pid();
    }

    /// Where one of its endpoints is.
    public URI management(String endpoint) {
        return URI.create("http://127.0.0.1:" + managementPort + "/actuator/" + endpoint);
    }

    /// The HTTP status of its readiness; 0: there is no answer.
    public int readiness() {
        var request = HttpRequest.newBuilder(management("health/readiness")).timeout(Duration.ofSeconds(20)).build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException refused) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /// Sends SIGTERM.
    public void terminate() {
        process.destroy();
    }

    /// Sends SIGSTOP: its sockets stay, and nobody answers.
    public void pause() {
        PausedProcess.pause(process);
    }

    /// Sends SIGCONT.
    public void resume() {
        PausedProcess.resume(process);
    }

    /// A socket to it on which nothing was sent.
    public Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /// What it has printed.
    public String printed() throws IOException {
        return Files.readString(log);
    }

    /// Waits until it has ended.
    ///
    /// @return its exit code
    public int ended(Duration deadline) throws Exception {
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still there after " + deadline + ":\n" + printed());
        }
        return process.exitValue();
    }

    /// Waits for something of it.
    public void await(BooleanSupplier condition) throws IOException {
        try {
            Awaitility.await()
                    .atMost(DEADLINE)
                    .pollInterval(PAUSE)
                    .failFast(() -> !process.isAlive())
                    .until(condition::getAsBoolean);
        } catch (ConditionTimeoutException | TerminalFailureException never) {
            throw new AssertionError("never happened:\n" + printed(), never);
        }
    }

    /// SIGKILL, unless it has ended.
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
