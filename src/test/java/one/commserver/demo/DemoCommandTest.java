package one.commserver.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

class DemoCommandTest {

    private static final ServerStarter NEVER =
            (heartbeat, timeout, redis) -> {
                throw new AssertionError("no server is to be started");
            };

    @ParameterizedTest
    @ValueSource(
            strings = {"--unknown", "--url", "--url=http://localhost/", "--url=ws://192.0.2.1/", "no/such/file", "a b"})
    void whatMakesNoSenseIsExitStatus2(String argument) {
        assertThat(DemoCommand.run(NEVER, argument)).isEqualTo(2);
    }

    @Test
    void aDirectoryCannotBeSent(@TempDir Path directory) {
        assertThat(DemoCommand.run(NEVER, directory.toString())).isEqualTo(2);
    }

    @Test
    void helpNeedsNoServer() {
        assertThat(DemoCommand.run(NEVER, "--help")).isZero();
    }

    @Test
    void aServerThatDoesNotStartIsExitStatus1() {
        ServerStarter broken =
                (heartbeat, timeout, redis) -> {
                    throw new IllegalStateException("no port");
                };

        assertThat(DemoCommand.run(broken)).isEqualTo(1);
    }
}
