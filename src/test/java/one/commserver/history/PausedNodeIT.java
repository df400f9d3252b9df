package one.commserver.history;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.CommClient;
import one.commserver.client.CuttingProxy;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.Stream;

/// The one node there is stands still for 20 s, as a machine does that is moved or has no memory left, while clients
/// talk and leave things for each other. Some of them wait, and the sockets of others are cut meanwhile.
@ResourceLock("processors")
class PausedNodeIT {

    private static final int PAIRS = 4;
    private static final Duration HALF = Duration.ofSeconds(10);
    private static final Duration WELL = Duration.ofSeconds(1);

    @TempDir Path directory;

    @Test
    void nothingIsLostAndNobodyIsTakenForDead() throws Exception {
        var history = new History();
        try (var server =
                        ServerProcess.start(
                                ServerProcess.freePort(),
                                directory,
                                "commserver.relay.policy=open",
                                "commserver.health.heartbeat-interval=1s",
                                "commserver.health.connection-timeout=8s");
                var cut = new CuttingProxy(server.port())) {
            String url = url(server.port());
            var talkers = new ArrayList<Talkers>();
            for (int i = 0; i < PAIRS; i++) {
                talkers.add(new Talkers(i, i % 2 == 0 ? url : url(cut.port()), history));
            }
            talkers.forEach(Talkers::begin);
            // has nothing to say: no bytes of it wait in its socket that would be a sign of life
            CommClient quiet = Actors.client(Actors.key(), url, "phone");
            Actors.get(quiet.connect(ConnectionKind.DATA));
            var leaver = new Leaver(url, history);
            Thread leaving = Thread.ofVirtual().start(leaver);
            Faults.pass(WELL);

            server.pause();
            Faults.pass(HALF);
            cut.cutNow();
            Faults.pass(HALF);
            server.resume();

            Faults.pass(WELL);
            leaver.end();
            talkers.stream().map(Talkers::end).toList().forEach(Actors::get);
            leaving.join(Actors.PATIENCE);
            leaver.fetch();
            talkers.forEach(Talkers::close);
            Actors.get(quiet.close());
            assertThat(Rules.broken(history.entries(), Stage.LEASE)).isEmpty();
            assertThat(Stream.of(Event.Received.class, Event.Stored.class, Event.Fetched.class))
                    .allMatch(kind -> history.entries().stream().anyMatch(entry -> kind.isInstance(entry.event())));
            assertThat(server.printed())
                    .contains("This process was away for")
                    .doesNotContain(CloseReason.TIMED_OUT.text());
        }
    }

    private static String url(int port) {
        return "ws://127.0.0.1:" + port + "/";
    }
}
