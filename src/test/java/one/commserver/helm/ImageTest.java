package one.commserver.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What can be read from the Dockerfile. Its steps are taken in `ImageIT`.
class ImageTest {

    private static final Path OPTIONS = Path.of("src", "main", "image", "jvm.options");
    private static final Path SETTINGS = Path.of("src", "main", "resources", "application.yaml");
    private static final String CACHE = "/opt/commserver/commserver.aot";

    @TempDir private Path folder;

    @Test
    void trainingCheckAndServerHaveTheSameOptions() throws IOException {
        List<List<String>> calls =
                Stream.concat(Dockerfile.commands("RUN").stream(), Dockerfile.commands("ENTRYPOINT").stream())
                        .filter(call -> !call.contains("-Djarmode=tools"))
                        .toList();

        assertThat(calls)
                .hasSize(4)
                .allSatisfy(call -> {
                    assertThat(call).startsWith("java", "@/opt/commserver/jvm.options");
                    assertThat(call.stream().filter(word -> word.startsWith("-") && !word.startsWith("-XX:AOT")))
                            .isSubsetOf("-jar", "--skip-eviction", "--help", "-Xmx256m");
                });
        assertThat(calls.getFirst()).contains("-XX:AOTCacheOutput=" + CACHE);
        assertThat(calls.get(1)).contains("-XX:AOTCache=" + CACHE, "-XX:AOTMode=on").doesNotContain("-Xmx256m");
        assertThat(calls.get(2)).contains("-XX:AOTCache=" + CACHE, "-XX:AOTMode=on", "-Xmx256m");
        assertThat(calls.getLast()).contains("-XX:AOTCache=" + CACHE).doesNotContain("-XX:AOTMode=on");
    }

    @Test
    void theCollectorIsNamedAndTheJvmDoesNotWarn() throws IOException {
        assertThat(Files.readAllLines(OPTIONS))
                .contains(
                        "-XX:+UseG1GC",
                        "-XX:+UseCompactObjectHeaders",
                        // or a build machine with a large memory would train a cache that no other one can use
                        "-XX:+UseCompressedOops",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow");
    }

    @Test
    void theHealthCheckIsAClassThatThereIs() throws IOException {
        String name = Dockerfile.commands("HEALTHCHECK").getFirst().getLast();

        assertThat(Path.of("src", "main", "java", name.replace('.', '/') + ".java")).exists();
    }

    /// Variables that each Java reads would reach the health check, and stand in front of the image's options. So the
    /// server's have a file, which is empty in the image and another one in the chart, and wins.
    @Test
    void optionsOfTheServerStandBehindTheImagesOwnAndAreItsOnly() throws IOException {
        String mounted =
                Chart.named(folder, "minimal")
                        .render()
                        .container()
                        .path("volumeMounts")
                        .valueStream()
                        .filter(mount -> mount.path("subPath").asString("").equals("java.options"))
                        .map(mount -> mount.path("mountPath").asString())
                        .findFirst()
                        .orElseThrow();

        assertThat(Dockerfile.commands("ENTRYPOINT").getFirst())
                .startsWith("java", "@/opt/commserver/jvm.options", "@" + mounted);
        assertThat(Dockerfile.instructions("COPY")).contains("src/main/image/java.options ./");
        assertThat(Files.readAllLines(OPTIONS.resolveSibling("java.options"))).allMatch(line -> line.startsWith("#"));
        assertThat(Dockerfile.commands("HEALTHCHECK").getFirst()).noneMatch(word -> word.startsWith("@"));
        assertThat(Dockerfile.environment().keySet()).noneMatch(name -> name.contains("JAVA"));
    }

    @Test
    void basesAreArgumentsWithoutARegistry() throws IOException {
        assertThat(Dockerfile.instructions("ARG"))
                .hasSize(2)
                .allMatch(line -> line.matches("\\w+_IMAGE=[a-z-]+:[\\w.-]+(@sha256:[0-9a-f]{64})?"));
        assertThat(Dockerfile.instructions("FROM")).hasSize(2).allMatch(line -> line.startsWith("${"));
    }

    @Test
    void imageAndChartMeanTheSameUserPortsAndFolder() throws IOException {
        Manifests manifests = Chart.named(folder, "minimal").render();
        var delivered = Chart.map(Chart.load(Files.readString(SETTINGS).split("\n---\n", -1)[0]));
        Object port = Chart.map(delivered.get("server")).get("port");
        Object management = Chart.map(Chart.map(delivered.get("management")).get("server")).get("port");

        assertThat(Dockerfile.instructions("USER"))
                .containsExactly(
                        manifests.pod().at("/securityContext/runAsUser").asString()
                                + ":"
                                + manifests.pod().at("/securityContext/runAsGroup").asString());
        assertThat(Dockerfile.instructions("EXPOSE")).containsExactly(port + " " + management);
        assertThat(manifests.settings()).containsEntry("server.port", port.toString());
        assertThat(manifests.environment()).containsEntry("MANAGEMENT_SERVER_PORT", management.toString());
        assertThat(Dockerfile.environment())
                .containsEntry("SPRING_PROFILES_ACTIVE", manifests.environment().get("SPRING_PROFILES_ACTIVE"))
                .containsEntry(
                        "SPRING_CONFIG_ADDITIONALLOCATION",
                        "optional:" + manifests.environment().get("SPRING_CONFIG_ADDITIONALLOCATION"));
    }
}
