package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ClosedBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Redis has forgotten the newest that it was told, as behind a failover, and who had told it is dead.
@Timeout(120)
class NodesForgottenIT {

    private static final Pattern SLOTS = Pattern.compile("\\S+:slots");

    @RegisterExtension static final Nodes nodes = Nodes.open(3, "commserver.registry.session-time-to-live=2s");

    /// Where the session was before somebody still says that it is there; nobody has it.
    @Test
    void aSessionWhoseNodeIsDeadIsOverThoughOlderNewsOfItCameBack() {
        RawClient opener = nodes.join(0);
        var before = slots();
        Joined pair = Joined.of(opener, nodes.join(1)).settled();
        nodes.awaitWritten(pair.acceptor(), 1);
        String slots = slots().stream().filter(key -> !before.contains(key)).findFirst().orElseThrow();
        done("COPY " + slots + " kept");
        RawClient again = nodes.back(2, pair.acceptor());
        new NodesSurvivalIT.Ends(opener, pair.here(), again, pair.there()).goOn(0, 0);

        nodes.die(2);
        done("RENAME kept " + slots);
        done("PERSIST " + slots);

        assertThat(opener.nextText()).contains("channel_interrupted");
        assertThat(NodesSurvivalIT.behindBreaks(opener))
                .isEqualTo(new ChannelClosed(null, pair.here(), ClosedBy.PEER, "session_expired"));
    }

    private static Set<String> slots() {
        return SLOTS.matcher(nodes.redis.ask("KEYS *:slots"))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private static void done(String command) {
        assertThat(nodes.redis.ask(command)).isIn("+OK\r\n", ":1\r\n");
    }
}
