package one.commserver.helm;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.testing.ServerProcess;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Takes the steps of the Dockerfile one by one without a container engine: layers, training, check, start with the
/// settings of a rendered chart, health check, end. Training takes most of a minute of two processors, so this has a
/// profile of its own: `./mvnw -Pimage verify`.
@EnabledIfSystemProperty(named = "image.steps", matches = "true", disabledReason = "./mvnw -Pimage verify")
class ImageIT {

    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int SIGTERM = 128 + 15;

    @TempDir private Path folder;

    @Test
    void theStepsOfTheImageMakeAServerThatTheChartConfigures() throws Exception {
        int port = ServerProcess.freePort();
        int management = ServerProcess.freePort();
        Manifests chart =
                Chart.with(
                                folder,
                                """
                                audiences: [localhost]
                                port: %d
                                management: {port: %d}
                                drain: {noticeSeconds: 0, windowSeconds: 0, leewaySeconds: 0, limitSeconds: 5}
                                heapPercent: 10
                                javaOptions: ["-Xlog:gc+init"]
                                config: {server: {address: 127.0.0.1}}
                                """
                                        .formatted(port, management))
                        .render();
        Path settings = Files.createDirectories(folder.resolve("settings"));
        Files.writeString(
                settings.resolve("application.yaml"),
                chart.the("ConfigMap", "").at("/data/application.yaml").asString());
        Map<String, String> environment = new TreeMap<>(Dockerfile.environment());
        environment.putAll(chart.environment());
        environment.put("SPRING_CONFIG_ADDITIONALLOCATION", "file:" + settings + "/");
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");

        List<List<String>> steps = Dockerfile.commands("RUN");
        layers(steps.getFirst());
        for (List<String> step : steps.subList(1, steps.size())) {
            assertThat(run(step, Dockerfile.environment())).as(step + "\n" + printed()).isZero();
        }
        Files.write(image().resolve("java.options"), chart.javaOptions());
        assertThat(image().resolve("commserver.aot")).isNotEmptyFile();

        Files.delete(folder.resolve("printed"));
        Process server = start(Dockerfile.commands("ENTRYPOINT").getFirst(), environment);
        try {
            await(server, management);

            assertThat(printed()).contains("[gc,init]").doesNotContain("[warning][aot]", "[error][aot]");
            assertThat(run(Dockerfile.commands("HEALTHCHECK").getFirst(), environment)).isZero();
            assertThat(status(port, "/actuator/health/liveness")).isNotEqualTo(200);
            server.destroy();
            assertThat(server.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(SIGTERM);
            assertThat(run(Dockerfile.commands("HEALTHCHECK").getFirst(), environment)).isOne();
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private void layers(List<String> extract) throws Exception {
        Path build = Files.createDirectories(folder.resolve("build"));
        Files.createSymbolicLink(
                build.resolve("commserver.jar"), Path.of(System.getProperty("commserver.jar")).toAbsolutePath());
        assertThat(run(extract, Map.of())).as(printed()).isZero();
        Files.createDirectories(image());
        for (String copy : Dockerfile.instructions("COPY")) {
            String[] words = copy.split(" ", -1);
            if (words[0].equals("--from=layers")) {
                copy(here(Path.of(words[1])), image());
            } else if (words[1].equals("./")) {
                Path file = Path.of(words[0]);
                Files.copy(file, image().resolve(file.getFileName()));
            }
        }
        Path options = image().resolve("jvm.options");
        // the heap of a test need not be as large as the machine allows
        Files.writeString(options, Files.readString(options).replace("MaxRAMPercentage=40", "MaxRAMPercentage=5"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private int run(List<String> command, Map<String, String> environment) throws Exception {
        Process process = start(command, environment);
        try {
            assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).as(command.toString()).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(List<String> command, Map<String, String> environment) throws IOException {
        List<String> here =
                command.stream()
                        .map(word -> word.equals("java") ? java() : word.replace("/opt/commserver", image().toString()))
                        .toList();
        ProcessBuilder builder = new ProcessBuilder(here).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("printed").toFile()));
        builder.directory((command.contains("-Djarmode=tools") ? folder.resolve("build") : image()).toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void await(Process server, int management) throws IOException {
        try {
            Awaitility.await()
                    .atMost(DEADLINE)
                    .pollInterval(PAUSE)
                    .failFast(() -> !server.isAlive())
                    .until(() -> status(management, "/actuator/health/readiness") == 200);
        } catch (ConditionTimeoutException | TerminalFailureException never) {
            throw new AssertionError("never ready:\n" + printed(), never);
        }
    }

    /// 0: there is no answer.
    private static int status(int port, String path) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PAUSE.multipliedBy(50));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException refused) {
            return 0;
        }
    }

    private String printed() throws IOException {
        Path printed = folder.resolve("printed");
        return Files.exists(printed) ? Files.readString(printed) : "";
    }

    private Path image() {
        return folder.resolve("opt").resolve("commserver");
    }

    private Path here(Path absolute) {
        return folder.resolve(Path.of("/").relativize(absolute));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
