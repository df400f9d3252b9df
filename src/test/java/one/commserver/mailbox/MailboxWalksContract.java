package one.commserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.List;
import java.util.TreeSet;

/// Many walks, and what they are worth; for a store that is fast.
public abstract class MailboxWalksContract extends MailboxModelContract {

    @Property(tries = 1000, seed = "9", edgeCases = EdgeCasesMode.NONE)
    void doesWhatTheRulesSay(@ForAll("steps") List<MailboxWalk.Step> steps) {
        walk(steps);
    }

    @Property(tries = 200, seed = "9", edgeCases = EdgeCasesMode.NONE)
    void clientsGoOnWithAnEmptyStore(
            @ForAll("steps") List<MailboxWalk.Step> before, @ForAll("steps") List<MailboxWalk.Step> after) {
        walk(before, after);
    }

    /// The walks are long enough to fill a mailbox and to see everything become too old.
    @Property(tries = 1, seed = "9", edgeCases = EdgeCasesMode.NONE)
    void walksComeEverywhere(@ForAll("manySteps") List<List<MailboxWalk.Step>> walks) {
        var seen = new TreeSet<String>();
        for (List<MailboxWalk.Step> steps : walks) {
            var walk = new MailboxWalk(this);
            steps.forEach(walk::take);
            walk.finish();
            seen.addAll(walk.seen());
        }

        assertThat(seen)
                .contains("Stored", "CONFLICT", "PART", "FULL", "Batch", "Nothing", "TooManyInstances", "restarted")
                .contains("Arrived", "Delivered", "Expired")
                .contains("UNKNOWN", "PARTIAL", "STORED", "DELIVERED", "EXPIRED");
    }

    @Provide
    Arbitrary<List<List<MailboxWalk.Step>>> manySteps() {
        return steps().list().ofSize(100);
    }
}
