package one.commserver.client.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program in a JVM of its own, with little memory. It ends with the test.
final class ChildProcess implements AutoCloseable {

    private static final long KIB = 1024;
    private static final String END = "(the end of its output)";

    private final Process process;
    private final Thread hook;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private ChildProcess(Process process) {
        this.process = process;
        this.hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        Thread.ofVirtual().start(this::read);
    }

    /// A program of the test's class path.
    static List<String> program(Class<?> main) {
        return List.of("-classpath", System.getProperty("java.class.path"), main.getName());
    }

    /// @param heap the most that its heap may have, in MiB
    /// @param direct the most that it may have beside the heap in buffers, in MiB
    /// @param program the options of the JVM that say what it runs
    static ChildProcess start(int heap, int direct, List<String> program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heap + "m");
        command.add("-XX:MaxDirectMemorySize=" + direct + "m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(program);
        command.addAll(List.of(arguments));
        return new ChildProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /// Waits for a line in which that occurs.
    MatchResult await(Pattern pattern, long seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            String line = lines.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("no \"" + pattern + "\" in time but " + seen);
            }
            seen.add(line);
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher.toMatchResult();
            }
            if (line.equals(END)) {
                throw new AssertionError("it has ended without \"" + pattern + "\" but with " + seen);
            }
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException closed) {
            // there is nothing more to read
        }
        lines.add(END);
    }

    /// The most of its memory that ever was in memory, in bytes; 0 if the system doesn't tell.
    /// While it runs.
    long peakBytes() throws IOException {
        if (!Files.exists(Path.of("/proc/self/status"))) {
            return 0;
        }
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("it has ended"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
