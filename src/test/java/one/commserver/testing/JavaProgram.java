package one.commserver.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program of the tests' class path, run to its end in a JVM of its own.
public final class JavaProgram {

    /// A run of minutes on a machine with much to do.
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final int SECONDS_TO_END = 5;

    /// So much of what it has printed is told of one that fails.
    private static final int TOLD = 4_000;

    private JavaProgram() {}

    /// Runs it.
    ///
    /// @param options of its JVM
    /// @param log gets what it prints
    /// @throws AssertionError with the end of what it printed, if it fails, or has not ended within a quarter of an hour
    public static void run(Class<?> main, List<String> options, Path log) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ServerProcess.SHORT_LIVED);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.add(main.getName());
        Files.createDirectories(log.toAbsolutePath().getParent());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        var hook = new Thread(() -> end(process));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(main.getSimpleName() + " doesn't end; it printed:\n" + tail(log));
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(
                        main.getSimpleName() + " ended with " + process.exitValue() + "; it printed:\n" + tail(log));
            }
        } finally {
            end(process);
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    /// With all that it has started and not ended itself.
    private static void end(Process process) {
        List<ProcessHandle> started = process.descendants().toList();
        try {
            process.destroy();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static String tail(Path log) throws IOException {
        String printed = Files.readString(log);
        return printed.substring(Math.max(0, printed.length() - TOLD));
    }
}
