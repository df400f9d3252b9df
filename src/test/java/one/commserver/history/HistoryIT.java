package one.commserver.history;

import one.commserver.history.Faults.Kind;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.util.EnumSet;
import java.util.List;

/// Three nodes, some dozens of clients, and trouble. What is drawn by chance follows from a seed that is told when it
/// fails, with the whole history in a file; what the machine does in between doesn't. `-Dhistory.seed=` sets the seed.
@ResourceLock("processors")
class HistoryIT {

    @Test
    void nothingThatWasPromisedIsBrokenByNodesAndARedisThatDie() throws Exception {
        new Run(14, 8, 300).with(new SingleStore(), List.of(Kind.NODE_KILLED, Kind.NODE_PAUSED, Kind.REDIS_KILLED), 1);
    }

    /// The long form, some ten minutes for each kind of store: `./mvnw -Phistory verify`.
    @Nested
    @EnabledIfSystemProperty(named = "history.long", matches = "true")
    class ForLong {

        @Test
        void norWithASingleRedis() throws Exception {
            run(new SingleStore());
        }

        @Test
        void norWhenAReplicaTakesOver() throws Exception {
            run(new WatchedStore());
        }

        @Test
        void norWhenSlotsOfAClusterMove() throws Exception {
            run(new SharedStore());
        }

        private static void run(Store store) throws Exception {
            var kinds = EnumSet.of(Kind.NODE_KILLED, Kind.NODE_PAUSED);
            kinds.addAll(store.kinds());
            new Run(20, 10, 1000).with(store, List.copyOf(kinds), 4);
        }
    }
}
