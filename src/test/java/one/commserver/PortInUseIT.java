package one.commserver;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The real program, on a port that somebody else has.
class PortInUseIT {

    private static final long TIMEOUT_SECONDS = 120;

    @Test
    void isToldInOneLine() throws IOException, InterruptedException {
        isTold("server.port", "management.server.port");
    }

    @Test
    void soIsThatOfTheOperatorsPort() throws IOException, InterruptedException {
        isTold("management.server.port", "server.port");
    }

    private static void isTold(String taken, String free) throws IOException, InterruptedException {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ServerProcess.SHORT_LIVED);
            command.addAll(ServerProcess.program());
            command.addAll(List.of("--server.address=127.0.0.1", "--management.server.address=127.0.0.1"));
            command.addAll(List.of("--" + free + "=0", "--" + taken + "=" + occupied.getLocalPort()));
            Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output;
            try {
                output = new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(server.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
            } finally {
                server.destroyForcibly();
            }

            assertThat(server.exitValue()).isNotZero();
            assertThat(output.lines().filter(line -> line.contains("ERROR")))
                    .singleElement()
                    .asString()
                    .contains("port " + occupied.getLocalPort() + " is in use", "--" + taken + "=PORT");
            assertThat(output).doesNotContain("\tat ").doesNotContain("Exception");
        }
    }
}
