package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.ServerDraining;
import one.commserver.protocol.ErrorCode;
import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// Chapter 11 with the real program and a real signal.
@ResourceLock("processors")
class SigtermIT {

    /// What Java ends with behind SIGTERM.
    private static final int TERMINATED = 128 + 15;

    /// What Kubernetes leaves a process.
    private static final Duration GRACE = Duration.ofSeconds(30);

    @TempDir Path directory;

    /// As it is delivered.
    @Test
    void itIsGoneWithinItsGracePeriodWhateverClientsDo() throws Exception {
        try (var server = start("commserver.relay.policy=open");
                var leaver = join(server);
                var stayer = join(server);
                var sender = join(server);
                var deaf = dial(server, 4096).login(Who.anybody());
                var silent = dial(server, 0);
                var halfAsked = server.socket()) {
            Joined pair = Joined.of(sender, 0, deaf, Joined.WINDOW);
            deaf.stopReading();
            Stuffing.fill(pair, (int) Joined.WINDOW);

            server.terminate();
            server.await(() -> server.readiness() == 503);
            halfAsked.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(leaver.message(ServerDraining.class).reconnectAfterMs()).isBetween(0L, 12_000L);
            leaver.leave();
            stayer.message(ServerDraining.class);
            stayer.refused(ErrorCode.SERVER_STOPPING, CloseReason.RESTARTING);

            assertThat(server.ended(GRACE)).isEqualTo(TERMINATED);
            assertThat(silent.next()).isNotInstanceOf(Received.Binary.class);
            assertThat(server.printed()).contains("Drained in").doesNotContain("Failed to shut down");
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        try (var server =
                        start(
                                "commserver.drain.notice=10m",
                                "commserver.drain.window=10m",
                                "commserver.drain.limit=1h");
                var client = join(server)) {
            server.terminate();
            server.await(() -> server.readiness() == 503);
            client.isQuiet();

            server.terminate();

            client.message(ServerDraining.class);
            client.refused(ErrorCode.SERVER_STOPPING, CloseReason.RESTARTING);
            assertThat(server.ended(RawClient.DEADLINE)).isEqualTo(TERMINATED);
        }
    }

    @Test
    void withoutClientsItEndsAtOnce() throws Exception {
        try (var server =
                start("commserver.drain.notice=10m", "commserver.drain.window=10m", "commserver.drain.limit=1h")) {
            server.terminate();

            assertThat(server.ended(RawClient.DEADLINE)).isEqualTo(TERMINATED);
        }
    }

    private ServerProcess start(String... properties) throws Exception {
        return ServerProcess.start(ServerProcess.freePort(), directory, properties);
    }

    private static RawClient join(ServerProcess server) {
        return dial(server, 0).login(Who.anybody());
    }

    private static RawClient dial(ServerProcess server, int receiveBuffer) {
        return RawClient.dial(new RawSocket.Dial(server.port()).receiveBuffer(receiveBuffer));
    }
}
