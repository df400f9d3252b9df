package one.commserver.history;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.history.Faults.Kind;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// Three nodes, some dozens of clients, and trouble. What is drawn by chance follows from a seed that is told when it
/// fails, with the whole history in a file; what the machine does in between doesn't.
class HistoryIT {

    private static final Path REPORTS = Path.of("target", "reports");

    /// What clients and nodes need to notice that somebody is gone, beside the lease.
    private static final Duration NOTICED = Stage.LEASE.plusSeconds(6);

    @Test
    void nothingThatWasPromisedIsBrokenByNodesAndARedisThatDie() throws Exception {
        run(new Size(14, 6, 40), List.of(Kind.NODE_KILLED, Kind.NODE_PAUSED, Kind.REDIS_KILLED), 1, 3);
    }

    /// How many take part.
    ///
    /// @param pairs of clients that talk
    /// @param slots that are fought over
    /// @param displacements that must have been
    private record Size(int pairs, int slots, int displacements) {}

    private static void run(Size size, List<Kind> faults, int rounds, int quietSeconds) throws Exception {
        long seed = Long.getLong("history.seed", System.nanoTime());
        var random = new Random(seed);
        var history = new History();
        try (Stage stage = new Stage(3, REPORTS.resolve("history"), random)) {
            var cast = new Cast(size.pairs(), size.slots(), stage.url(), history, random);
            cast.begin();
            new Faults(stage, history, random).run(faults, rounds, Duration.ofSeconds(quietSeconds));
            cast.end();
            List<String> broken = Rules.broken(history.entries(), NOTICED);

            assertThat(broken.stream().limit(20)).as("%d, seed %d", broken.size(), seed).isEmpty();
            assertThat(displacements(history)).isGreaterThanOrEqualTo(size.displacements());
        } catch (Throwable failure) {
            history.keep(REPORTS.resolve("history").resolve("history-" + seed + ".txt"));
            throw failure;
        }
    }

    private static long displacements(History history) {
        return history.entries().stream()
                .filter(entry -> entry.event() instanceof Event.Left left && left.how().contains("replaced"))
                .count();
    }
}
