package one.commserver.cli;

import one.commserver.testing.ServerProcess;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A command of the jar that is delivered, in a process of its own.
final class CommandProcess implements AutoCloseable {

    /// What Java ends with behind SIGTERM.
    static final int TERMINATED = 128 + 15;

    /// What one has left behind.
    record Ended(int status, String out, String err) {}

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Path out;
    private final Path err;
    private final Process process;
    private final Thread hook;

    private CommandProcess(List<String> options, Path directory, List<String> arguments) throws IOException {
        out = Files.createTempFile("command", ".out");
        err = Files.createTempFile("command", ".err");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx96m"));
        command.addAll(options);
        command.addAll(ServerProcess.program());
        command.addAll(arguments);
        process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Starts it in that working directory.
    static CommandProcess start(Path directory, String... arguments) throws IOException {
        return new CommandProcess(List.of(), directory, List.of(arguments));
    }

    /// Runs it to its end.
    static Ended run(Path directory, String... arguments) throws Exception {
        return runWith(List.of(), directory, arguments);
    }

    /// The same with options of its JVM.
    static Ended runWith(List<String> options, Path directory, String... arguments) throws Exception {
        try (CommandProcess command = new CommandProcess(options, directory, List.of(arguments))) {
            return command.ended();
        }
    }

    /// The first line of its standard output, when it is there.
    String line() {
        await(() -> read(out).contains("\n"));
        return read(out).lines().findFirst().orElseThrow();
    }

    /// Waits until it has said something.
    void says(String text) {
        await(() -> read(err).contains(text));
    }

    /// Waits for something of it while it lives.
    void await(BooleanSupplier condition) {
        try {
            Awaitility.await()
                    .atMost(DEADLINE)
                    .pollInterval(PAUSE)
                    // what it did last counts
                    .failFast(() -> !process.isAlive() && !condition.getAsBoolean())
                    .until(condition::getAsBoolean);
        } catch (ConditionTimeoutException | TerminalFailureException never) {
            throw new AssertionError("never happened:\n" + read(out) + "\n" + read(err), never);
        }
    }

    /// What it has left behind, when it has ended by itself.
    Ended ended() throws Exception {
        if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still there:\n" + read(out) + "\n" + read(err));
        }
        return new Ended(process.exitValue(), read(out), read(err));
    }

    /// Sends SIGTERM, which does what Ctrl-C does; that one may be ignored where the tests run.
    void terminate() {
        process.destroy();
    }

    /// Sends SIGKILL, and waits until it is gone.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        kill();
        Runtime.getRuntime().removeShutdownHook(hook);
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
