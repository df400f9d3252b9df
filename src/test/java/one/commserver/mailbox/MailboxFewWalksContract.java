package one.commserver.mailbox;

import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.List;

/// Some walks, for a store that is elsewhere.
public abstract class MailboxFewWalksContract extends MailboxModelContract {

    @Property(tries = 100, seed = "9", edgeCases = EdgeCasesMode.NONE)
    void doesWhatTheRulesSay(@ForAll("steps") List<MailboxWalk.Step> steps) {
        walk(steps);
    }

    @Property(tries = 10, seed = "9", edgeCases = EdgeCasesMode.NONE)
    void clientsGoOnWithAnEmptyStore(
            @ForAll("steps") List<MailboxWalk.Step> before, @ForAll("steps") List<MailboxWalk.Step> after) {
        walk(before, after);
    }
}
