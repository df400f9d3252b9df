package one.commserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.cli.CommandProcess.Ended;
import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How the jar that is delivered tells its commands from the server.
@Timeout(120)
class CommandStartIT {

    private static final List<String> CONTEXTS =
            List.of(
                    " org.springframework.security.core.context.SecurityContext ",
                    " org.springframework.web.server.ServerWebExchange ");

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"send", "receive", "doctor"})
    void helpIsWhatTheDocumentationHas(String command) throws Exception {
        Ended ended = CommandProcess.run(directory, command, "--help");

        assertThat(ended.status()).isZero();
        assertThat(ended.out()).isEqualTo(CommandLines.help(command));
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void versionIsThatOfTheJar() throws Exception {
        Ended ended = CommandProcess.run(directory, "--version");

        assertThat(ended.out()).matches("commserver [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?\\R");
    }

    @Test
    void aCommandLoadsNothingOfTheServers() throws Exception {
        Path loaded = directory.resolve("loaded");
        Path file = Files.writeString(directory.resolve("file"), "content");

        Ended ended =
                CommandProcess.runWith(
                        // what is linked in the cache counts as loaded from the beginning
                        List.of("-XX:AOTMode=off", "-Xlog:class+load:file=" + loaded),
                        directory,
                        "send",
                        "--server=ws://127.0.0.1:" + ServerProcess.freePort(),
                        file.toString());

        assertThat(ended.status()).as(ended.err()).isEqualTo(69);
        assertThat(Files.readAllLines(loaded))
                .filteredOn(line -> line.contains(" org.springframework.") || line.contains("logback"))
                // Reactor looks for all by which contexts could be handed on, and comes upon some
                .allMatch(line -> line.contains("ThreadLocalAccessor ") || CONTEXTS.stream().anyMatch(line::contains));
    }

    @Test
    void aWordThatIsNoneIsStatus64() throws Exception {
        Ended ended = CommandProcess.run(directory, "sned", "file");

        assertThat(ended.status()).isEqualTo(64);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().strip())
                .isEqualTo(
                        "There is no 'sned': send, receive and doctor are clients, demo is the tour, nothing or only "
                                + "--options is the server (--help tells more).");
    }
}
