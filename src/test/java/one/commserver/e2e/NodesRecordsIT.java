package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.stream.Collectors.toSet;

import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.Set;

/// Chapter 3: what is written down of a session, for when it goes on elsewhere, and what is made of it there.
@Timeout(120)
class NodesRecordsIT {

    @RegisterExtension static final Nodes nodes = Nodes.open(3);

    /// What other tests have left.
    private Set<String> earlier = Set.of();

    @BeforeEach
    void lookWhatIsThereUntilNothingIsAdded() {
        await().during(Duration.ofMillis(300))
                .until(() -> {
                    Set<String> now = records();
                    boolean isAll = earlier.containsAll(now);
                    earlier = now;
                    return isAll;
                });
    }

    @Test
    void nothingIsLeftOfSessionsThatAreOver() {
        Joined apart = Joined.of(nodes.join(0), nodes.join(1));
        Joined local = Joined.of(nodes.join(2), nodes.join(2));
        awaitRecords(4);

        apart.close("done");
        apart.opener().leave();
        apart.acceptor().leave();
        local.close("done");
        local.opener().leave();
        local.acceptor().leave();

        awaitRecords(0);
    }

    @Test
    void nothingIsLeftOfASessionWhoseClientBeganAnew() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        awaitRecords(2);
        pair.opener().cut();

        RawClient anew = nodes.join(0, pair.opener().who());

        assertThat(anew.hello().resumed()).isFalse();
        acceptorIsTold(pair, "replaced");
        pair.acceptor().leave();
        awaitRecords(0);
    }

    @Test
    void aPeerThatBeganAnewAtAnotherNodeIsNotAwaited() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        pair.opener().cut();

        nodes.join(2, pair.opener().who());

        acceptorIsTold(pair, "replaced");
    }

    @Test
    void aNumberThatNobodyWroteDownIsNotGivenAgain() {
        RawClient alice = nodes.join(0);
        RawClient bob = nodes.join(1);
        Joined first = Joined.of(bob, alice);
        first.close("done");
        first.openerIsTold(ClosedBy.CLIENT, "done");
        first.acceptorIsTold(ClosedBy.PEER, "done");
        alice.cut();

        alice = nodes.back(1, alice);
        int then = rejected(bob, alice);
        alice.cut();
        alice = nodes.back(2, alice);
        int later = rejected(bob, alice);
        alice.cut();
        alice = nodes.back(1, alice);

        assertThat(later).isGreaterThan(then);
        assertThat(rejected(bob, alice)).isGreaterThan(later);
    }

    @Test
    void aCountThatNobodyCanHaveIsRefusedAndHarmsNobodyElse() {
        Joined liars = Joined.of(nodes.join(0), nodes.join(0));
        Joined neighbours = Joined.of(nodes.join(1), nodes.join(2));
        awaitRecords(4);
        liars.opener().cut();
        liars.acceptor().cut();
        RawClient opener = nodes.back(1, liars.opener());
        nodes.back(2, liars.acceptor());
        int generation = opener.hello().channels().getFirst().generation();

        opener.send(new ChannelResume(null, liars.here(), generation, (1L << 53) - 1));

        assertThat(opener.error(ErrorCode.RESUME_IMPOSSIBLE).channel()).isEqualTo(liars.here());
        neighbours.works();
    }

    private static int rejected(RawClient opener, RawClient asked) {
        Offers.ask(opener, asked.identity(), "o");
        int number = asked.message(ChannelOffer.class).channel();
        asked.send(new ChannelReject(null, number, null));
        opener.error(ErrorCode.CHANNEL_REJECTED);
        return number;
    }

    private static void acceptorIsTold(Joined pair, String reason) {
        String text = pair.acceptor().nextText();
        while (text.contains("channel_interrupted")) {
            text = pair.acceptor().nextText();
        }
        assertThat(text).contains("channel_closed", '"' + reason + '"');
    }

    /// As many as that, and they stay so.
    private void awaitRecords(int count) {
        await().during(Duration.ofMillis(700))
                .atMost(Duration.ofSeconds(20))
                .until(() -> records().stream().filter(record -> !earlier.contains(record)).count() == count);
    }

    private static Set<String> records() {
        return nodes.redis.ask("KEYS *:session:*").lines().filter(line -> line.contains(":session:")).collect(toSet());
    }
}
