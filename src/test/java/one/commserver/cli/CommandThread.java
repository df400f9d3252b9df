package one.commserver.cli;

import one.commserver.cli.CommandProcess.Ended;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A command on a thread of the tests', where it needn't be a process: that takes seconds of a processor to start.
final class CommandThread implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final Thread thread;

    private CommandThread(String... arguments) {
        var output =
                new Output(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        () -> 0,
                        System::nanoTime);
        var nothing = new ByteArrayInputStream(new byte[0]);
        thread = new Thread(() -> status.complete(Commands.commandLine(output, nothing).execute(arguments)), "command");
        thread.start();
    }

    static CommandThread start(String... arguments) {
        return new CommandThread(arguments);
    }

    /// Runs it to its end.
    static Ended run(String... arguments) throws Exception {
        try (CommandThread command = start(arguments)) {
            return command.ended();
        }
    }

    /// The first line of its standard output, when it is there.
    String line() {
        await(() -> out.toString(StandardCharsets.UTF_8).contains("\n"));
        return out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
    }

    /// Waits until it has said something.
    void says(String text) {
        await(() -> err.toString(StandardCharsets.UTF_8).contains(text));
    }

    /// Waits for something of it while it runs.
    void await(BooleanSupplier condition) {
        try {
            Awaitility.await()
                    .atMost(DEADLINE)
                    .pollInterval(PAUSE)
                    // what it did last counts
                    .failFast(() -> status.isDone() && !condition.getAsBoolean())
                    .until(condition::getAsBoolean);
        } catch (ConditionTimeoutException | TerminalFailureException never) {
            throw new AssertionError("never happened:\n" + out + "\n" + err, never);
        }
    }

    /// What it has left behind, when it has ended by itself.
    Ended ended() throws Exception {
        int code = status.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// Does what Ctrl-C does, but for the end of the process.
    void interrupt() {
        thread.interrupt();
    }

    @Override
    public void close() {
        interrupt();
        try {
            thread.join(DEADLINE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
