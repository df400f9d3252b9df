package one.commserver.history;

import one.commserver.history.Faults.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import java.util.List;

/// Three nodes, some dozens of clients, and trouble. What is drawn by chance follows from a seed that is told when it
/// fails, with the whole history in a file; what the machine does in between doesn't. `-Dhistory.seed=` sets the seed.
class HistoryIT {

    @Test
    void nothingThatWasPromisedIsBrokenByNodesAndARedisThatDie() throws Exception {
        new Run(14, 8, 300).with(List.of(Kind.NODE_KILLED, Kind.NODE_PAUSED, Kind.REDIS_KILLED), 1);
    }

    /// Some quarter of an hour: `./mvnw -Phistory verify`.
    @Test
    @EnabledIfSystemProperty(named = "history.long", matches = "true")
    void norByAnythingElseForLong() throws Exception {
        new Run(20, 10, 3000).with(List.of(Kind.values()), 6);
    }
}
