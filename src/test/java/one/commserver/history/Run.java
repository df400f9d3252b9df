package one.commserver.history;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.history.Faults.Kind;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// A run from the first connection to the verdict.
///
/// @param pairs of clients that talk
/// @param slots that are fought over
/// @param displacements that there must have been
record Run(int pairs, int slots, int displacements) {

    private static final Path REPORTS = Path.of("target", "reports", "history");
    private static final int NODES = 3;

    /// How long all is well between two faults.
    private static final Duration BETWEEN = Duration.ofSeconds(3);

    /// What clients and nodes need to notice that somebody is gone, beside the lease.
    private static final Duration NOTICED = Stage.LEASE.plusSeconds(6);

    /// For as many displacements as are wanted, on a busy machine.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// Has all that trouble, each kind that often, and checks what came of it.
    ///
    /// @param store what the nodes share; it ends with the run
    void with(Store store, List<Kind> faults, int rounds) throws Exception {
        long seed = Long.getLong("history.seed", System.nanoTime());
        var random = new Random(seed);
        var history = new History();
        try (Stage stage = new Stage(NODES, store, REPORTS, random)) {
            var cast = new Cast(pairs, slots, stage.url(), history, random);
            cast.begin();
            new Faults(stage, history, random).run(faults, rounds, BETWEEN);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (history.displacements() < displacements && System.nanoTime() - end < 0) {
                Faults.pass(BETWEEN);
            }
            cast.end();
            List<String> broken = Rules.broken(history.entries(), NOTICED);

            assertThat(broken.stream().limit(20)).as("%d, seed %d", broken.size(), seed).isEmpty();
            assertThat(history.displacements()).isGreaterThanOrEqualTo(displacements);
        } catch (Throwable failure) {
            history.keep(REPORTS.resolve("history-" + seed + ".txt"));
            throw failure;
        }
    }
}
