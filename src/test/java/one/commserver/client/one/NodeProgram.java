package one.commserver.client.one;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.springframework.util.FileSystemUtils;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A peer made of parts that aren't ours: the program for Node.js among the resources, in a process. It says line by
/// line what happens.
final class NodeProgram implements AutoCloseable {

    private static final Path SOURCE = Path.of("src", "test", "resources", "one", "node");
    private static final Path PLACE = Path.of("target", "one-node");
    private static final Duration FETCHING = Duration.ofMinutes(3);
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Pattern KEY = Pattern.compile("key (\\p{XDigit}{64})");

    private final Path log;
    private final Process process;
    private final Thread hook;

    private NodeProgram(List<String> command) throws IOException {
        log = Files.createTempFile(PLACE, "said-", ".log");
        // it ends when its input does, which is when this JVM does, however that comes
        process =
                new ProcessBuilder(command)
                        .directory(PLACE.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Makes the program ready with its libraries; skips the test, and says why, where that can't be.
    static void install() throws IOException, InterruptedException {
        assumeTrue(isThere("node") && isThere("npm"), "there is no node with its npm on the PATH");
        FileSystemUtils.deleteRecursively(PLACE);
        FileSystemUtils.copyRecursively(SOURCE, PLACE);
        try (var npm =
                new NodeProgram(
                        List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"))) {
            boolean over = npm.process.waitFor(FETCHING.toSeconds(), TimeUnit.SECONDS);
            // these are errors of ours, or of somebody who gives us something else
            assertThat(npm.said()).doesNotContain("EUSAGE", "EINTEGRITY", "EJSONPARSE");
            assumeTrue(over && npm.process.exitValue() == 0, () -> "npm can't fetch the libraries: " + npm.said());
        }
    }

    private static boolean isThere(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, name))
                .anyMatch(Files::isExecutable);
    }

    /// Starts it.
    ///
    /// @param arguments as the program says
    static NodeProgram start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", "main.js"));
        command.addAll(List.of(arguments));
        return new NodeProgram(command);
    }

    /// Its key, as hexadecimal digits.
    String key() {
        awaitLines(KEY.pattern(), 1);
        return KEY.matcher(said()).results().map(found -> found.group(1)).findFirst().orElseThrow();
    }

    /// Waits until it has said that.
    void says(String line) {
        awaitLines(Pattern.quote(line), 1);
    }

    /// Waits until it has said that so often.
    void says(String line, int times) {
        awaitLines(Pattern.quote(line), times);
    }

    /// Waits until it has ended, and hasn't failed.
    void ends() throws InterruptedException {
        assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).as("has ended").isTrue();
        assertThat(process.exitValue()).as("exit code").isZero();
    }

    /// All that it has said.
    String said() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void awaitLines(String pattern, int times) {
        try {
            Awaitility.await()
                    .atMost(DEADLINE)
                    .failFast(() -> !process.isAlive() && count(pattern) < times)
                    .until(() -> count(pattern) >= times);
        } catch (ConditionTimeoutException | TerminalFailureException never) {
            throw new AssertionError("it doesn't say '" + pattern + "'", never);
        }
    }

    private long count(String pattern) {
        return said().lines().filter(line -> line.matches(pattern)).count();
    }

    /// SIGKILL, unless it has ended.
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
