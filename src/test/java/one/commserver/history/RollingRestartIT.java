package one.commserver.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Three nodes are restarted one after the other while clients talk: nobody loses anything, nobody comes in a crowd, and
/// each node is gone in time.
@ResourceLock("processors")
class RollingRestartIT {

    private static final Path LOGS = Path.of("target", "reports", "rolling-restart");
    private static final int PAIRS = 12;
    private static final Duration WINDOW = Duration.ofSeconds(4);

    /// As Kubernetes gives it, for a shorter drain.
    private static final Duration GRACE = Duration.ofSeconds(15);

    @Test
    void everyChannelGoesOnAndEachNodeIsGoneInTime() throws Exception {
        var history = new History();
        try (Stage stage =
                new Stage(
                        3,
                        new SingleStore(),
                        LOGS,
                        new Random(),
                        "commserver.drain.notice=500ms",
                        "commserver.drain.window=" + WINDOW.toMillis() + "ms",
                        "commserver.drain.leeway=2s",
                        "commserver.drain.limit=10s")) {
            var talkers = new ArrayList<Talkers>();
            for (int i = 0; i < PAIRS; i++) {
                talkers.add(new Talkers(i, stage.url(), history));
            }
            talkers.forEach(Talkers::begin);
            for (NodeProcess node : stage.nodes()) {
                int before = stage.connected().size();

                node.terminate(GRACE);

                List<Long> came = stage.connected().subList(before, stage.connected().size());
                assertSpread(came);
                node.start();
            }
            talkers.stream().map(Talkers::end).toList().forEach(Actors::get);
            talkers.forEach(Talkers::close);

            assertThat(Rules.broken(history.entries(), Stage.LEASE)).isEmpty();
        } catch (Throwable failure) {
            history.keep(LOGS.resolve("history.txt"));
            throw failure;
        }
    }

    /// Of so many at a third of the nodes some are among the first to leave, and some among the last. A machine that
    /// stands still for a while brings those nearer to each other.
    private static void assertSpread(List<Long> came) {
        if (came.size() >= PAIRS / 2) {
            Duration between = Duration.ofNanos(came.getLast() - came.getFirst());
            assertThat(between).as("%d connections", came.size()).isGreaterThan(WINDOW.dividedBy(4));
        }
    }
}
