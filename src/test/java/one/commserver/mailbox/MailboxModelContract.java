package one.commserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import java.util.List;
import java.util.TreeSet;

/// Whatever happens to a mailbox, in whatever order, it does what the simplest description of the rules does.
public abstract class MailboxModelContract implements MailboxScene.Factory {

    @Property(tries = 1000, seed = "9", edgeCases = EdgeCasesMode.NONE)
    void doesWhatTheRulesSay(@ForAll("steps") List<MailboxWalk.Step> steps) {
        var walk = new MailboxWalk(this);
        steps.forEach(walk::take);
        walk.finish();
    }

    @Property(tries = 200, seed = "9", edgeCases = EdgeCasesMode.NONE)
    void clientsGoOnWithAnEmptyStore(
            @ForAll("steps") List<MailboxWalk.Step> before, @ForAll("steps") List<MailboxWalk.Step> after) {
        var walk = new MailboxWalk(this);
        before.forEach(walk::take);
        walk.finish();
        walk.restart(this);
        after.forEach(walk::take);
        walk.finish();
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

    @Provide
    Arbitrary<List<MailboxWalk.Step>> steps() {
        var what =
                Arbitraries.frequencyOf(
                        Tuple.of(8, Arbitraries.just(MailboxWalk.What.PUT)),
                        Tuple.of(1, Arbitraries.just(MailboxWalk.What.PUT_AGAIN)),
                        Tuple.of(5, Arbitraries.just(MailboxWalk.What.READ)),
                        Tuple.of(4, Arbitraries.just(MailboxWalk.What.ACKNOWLEDGE)),
                        Tuple.of(2, Arbitraries.just(MailboxWalk.What.LOOK)),
                        Tuple.of(1, Arbitraries.just(MailboxWalk.What.DISCONNECT)),
                        Tuple.of(3, Arbitraries.just(MailboxWalk.What.PASS)));
        return Combinators.combine(
                        what,
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.of(1, 59, 60, 179, 180, 299, 300, 420, 599, 600),
                        contents().list().ofMinSize(1).ofMaxSize(4))
                .as(MailboxWalk.Step::new)
                .list()
                .ofMaxSize(70);
    }

    private static Arbitrary<MailboxWalk.Piece> contents() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 15),
                        Arbitraries.frequency(Tuple.of(6, 0), Tuple.of(1, 1), Tuple.of(1, 2), Tuple.of(1, 3)),
                        Arbitraries.frequency(Tuple.of(15, false), Tuple.of(1, true)))
                .as(MailboxWalk.Piece::new);
    }
}
