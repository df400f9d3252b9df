package one.commserver.demo;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.testing.RedisServer;
import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs the jar that is delivered, once as its users do, then with the classes ready that the server's start loads.
@ResourceLock("processors")
class DemoIT {

    /// What a process left behind.
    private record Outcome(int status, String output) {}

    @TempDir private Path directory;

    @Test
    @Timeout(300)
    void takesTheTourWithBytesOfItsOwn() throws Exception {
        Outcome outcome = run(List.of("-jar", System.getProperty("commserver.jar")), "demo");

        assertThat(outcome.output())
                .contains(
                        "SHA-256 44e5a2dd6ce15240a43f97ee9d909fa7f3700ff59a4d51cffd7af2a20ed0fbf5",
                        "A to B 100 %, 4.0 MiB of 4.0 MiB",
                        "B to A 100 %, 4.0 MiB of 4.0 MiB",
                        "1000 Terminate called: Connection timed out")
                .containsPattern("(?m)^step +result +time +budget +messages +budget$")
                .containsPattern("(?m)^A authenticates +ok.* < 1 s +4 +4 to 6$")
                .containsPattern("(?m)^C's twin at once: dropped +ok ")
                .containsPattern("(?m)^A and B agree on keys +ok.* < 500 ms +3 +2 to 4$")
                .containsPattern("(?m)^B pairs with A +ok.* < 3 s +4 +4 to 8$")
                .containsPattern("(?m)^file from A to B, cut half-way +ok ")
                .containsPattern("(?m)^B is back in its session +ok ")
                .containsPattern("(?m)^A announces itself and finds B +ok.* 4 +3 to 5$")
                .containsPattern("(?m)^A sees B, and sees it leave +ok ")
                .containsPattern("(?m)^B fetches what was left +ok.* 1[0-9] +10 to 50$")
                .containsPattern("(?m)^A is told that B has it +ok ")
                .containsPattern("(?m)^E hears that D is gone +ok ")
                .containsPattern("(?m)^the channel goes on +ok ")
                .containsPattern("(?m)^All [0-9]+ checks held\\.")
                .doesNotContain("FAILED", "\r", "Exception");
        assertThat(outcome.status()).isZero();
    }

    @Test
    @Timeout(300)
    void takesTheTourThroughTwoNodes() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            Outcome outcome = run("demo", "--redis", redis.url());

            assertThat(outcome.output())
                    .containsPattern("(?m)^the other node starts +ok ")
                    .containsPattern("(?m)^B pairs with A +ok.* < 3 s +4 +4 to 8$")
                    .containsPattern("(?m)^file from A to B, cut half-way +ok ")
                    .containsPattern("(?m)^B is back in its session +ok ")
                    .containsPattern("(?m)^A sees B, and sees it leave +ok ")
                    .containsPattern("(?m)^E hears that D is gone +ok ")
                    .containsPattern("(?m)^All [0-9]+ checks held\\.")
                    .doesNotContain("FAILED", "Exception");
            assertThat(outcome.status()).isZero();
        }
    }

    @Test
    @Timeout(300)
    void sendsTheFileThatItIsGiven() throws Exception {
        Path file = Files.writeString(directory.resolve("greeting.txt"), "hello\n");

        Outcome outcome = run("demo", "--skip-eviction", file.toString());

        assertThat(outcome.output())
                .contains(
                        "greeting.txt, 6 bytes",
                        "SHA-256 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
                        "B to A 100 %, 6 bytes of 6 bytes")
                .containsPattern("(?m)^file from B to A +ok ")
                .containsPattern("(?m)^All [0-9]+ checks held\\.")
                .doesNotContain("D connects");
        assertThat(outcome.status()).isZero();
    }

    @Test
    @Timeout(120)
    void saysWhichFileIsNotThere() throws Exception {
        Path file = directory.resolve("missing");

        Outcome outcome = run("demo", file.toString());

        assertThat(outcome.output().strip())
                .isEqualTo("FILE can't be sent: " + file + " is not there (demo --help tells more)");
        assertThat(outcome.status()).isEqualTo(2);
    }

    @Test
    @Timeout(120)
    void saysThatTheServerIsNotThere() throws Exception {
        String url = "ws://127.0.0.1:" + ServerProcess.freePort() + "/";

        Outcome outcome = run("demo", "--url", url);

        assertThat(outcome.output())
                .contains("expected: a connection to " + url)
                .containsPattern("came: +connection failed: .*refused")
                .contains("1 of 1 checks did not hold.", "Failed: A connects.")
                .doesNotContain("\tat ");
        assertThat(outcome.status()).isEqualTo(1);
    }

    private static Outcome run(String... arguments) throws Exception {
        return run(ServerProcess.program(), arguments);
    }

    private static Outcome run(List<String> program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ServerProcess.SHORT_LIVED);
        command.addAll(program);
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ends by itself").isTrue();
            return new Outcome(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }
}
