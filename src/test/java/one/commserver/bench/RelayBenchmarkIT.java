package one.commserver.bench;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.testing.JavaProgram;
import one.commserver.testing.StartingOrder;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Whatever the benchmark measures works: each message arrives, in order, under each load and beside each attack. The
/// long form is `./mvnw -Pbench verify`.
@Tag(StartingOrder.LONG)
class RelayBenchmarkIT {

    private static final Path LOG = Path.of("target", "bench", "brief.log");

    /// All that measure something else than the same load once more, with other options.
    private static final List<String> PARTS =
            List.of(
                    "sizes",
                    "loops",
                    "fans",
                    "growth",
                    "tls",
                    "hostile",
                    "nodes",
                    "logins",
                    "clients",
                    "mailboxes",
                    "meetings");

    @Test
    void allLoadsRun() throws Exception {
        Path unpacked = Path.of(System.getProperty("commserver.unpacked"));

        JavaProgram.run(
                RelayBenchmark.class,
                List.of(
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-Dbench.extent=brief",
                        "-Dbench.parts=" + String.join(",", PARTS),
                        "-Dbench.jar=" + unpacked.resolve("commserver.jar"),
                        "-Dbench.jvm=-XX:TieredStopAtLevel=1 -XX:AOTCache=" + unpacked.resolve("commserver.aot")),
                LOG);

        assertThat(Files.readString(LOG))
                .contains("A quick run", "### Saturated, 16 messages", "Beside hostile clients", "Across two nodes");
    }
}
