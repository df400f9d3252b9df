package one.commserver.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.testing.JavaProgram;

import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Each micro-benchmark runs, once and for a moment. The long form is `./mvnw -Pjmh verify`.
class MicroBenchmarksIT {

    private static final Path DIRECTORY = Path.of("target", "jmh", "brief");

    @Test
    void allRun() throws Exception {
        Path classes = DIRECTORY.resolve("classes");
        // of those that are no more something would stay
        FileSystemUtils.deleteRecursively(classes);
        Files.createDirectories(classes);
        Path log = DIRECTORY.resolve("micro-benchmarks.log");

        JavaProgram.run(
                MicroBenchmarks.class,
                List.of(
                        "-classpath",
                        classes + File.pathSeparator + System.getProperty("java.class.path"),
                        // another run on this machine may hold it
                        "-Djmh.ignoreLock=true",
                        "-Djmh.quick=true",
                        "-Djmh.classes=" + classes),
                log);

        assertThat(Files.readString(log)).contains("A quick run", "Signature", "FrameReader", "Registry", "Box");
    }
}
