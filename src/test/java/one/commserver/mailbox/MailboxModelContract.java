package one.commserver.mailbox;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import java.util.List;

/// Whatever happens to a mailbox, in whatever order, it does what the simplest description of the rules does. How often
/// that is tried is for each store to say.
public abstract class MailboxModelContract implements MailboxScene.Factory {

    final void walk(List<MailboxWalk.Step> steps) {
        var walk = new MailboxWalk(this);
        steps.forEach(walk::take);
        walk.finish();
    }

    /// The store is another one in the middle.
    final void walk(List<MailboxWalk.Step> before, List<MailboxWalk.Step> after) {
        var walk = new MailboxWalk(this);
        before.forEach(walk::take);
        walk.finish();
        walk.restart(this);
        after.forEach(walk::take);
        walk.finish();
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
