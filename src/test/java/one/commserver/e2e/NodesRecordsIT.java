package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.stream.Stream;

/// Chapter 3: what is written down of a session, for when it goes on elsewhere, and what is made of it there.
@Timeout(120)
class NodesRecordsIT {

    @RegisterExtension static final Nodes nodes = Nodes.open(3);

    @Test
    void nothingIsLeftOfSessionsThatAreOver() {
        Joined apart = Joined.of(nodes.join(0), nodes.join(1));
        Joined local = Joined.of(nodes.join(2), nodes.join(2));
        awaitRecords(4, apart, local);

        apart.close("done");
        apart.opener().leave();
        apart.acceptor().leave();
        local.close("done");
        local.opener().leave();
        local.acceptor().leave();

        awaitRecords(0, apart, local);
    }

    @Test
    void nothingIsLeftOfASessionWhoseClientBeganAnew() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        awaitRecords(2, pair);
        pair.opener().cut();

        RawClient anew = nodes.join(0, pair.opener().who());

        assertThat(anew.hello().resumed()).isFalse();
        acceptorIsTold(pair, "replaced");
        pair.acceptor().leave();
        awaitRecords(0, pair);
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
        awaitRecords(4, liars, neighbours);
        liars.opener().cut();
        liars.acceptor().cut();
        RawClient opener = nodes.back(1, liars.opener());
        nodes.back(2, liars.acceptor());

        assertThat(NodesSessionIT.behindResumes(opener, liars.here(), (1L << 53) - 1))
                .isEqualTo(ErrorMessage.of(ErrorCode.RESUME_IMPOSSIBLE, null).onChannel(liars.here()));
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

    /// Those of their ends are as many as that, and stay so. What other tests have left is written when it likes.
    private static void awaitRecords(int count, Joined... pairs) {
        RawClient[] ends =
                Stream.of(pairs).flatMap(pair -> Stream.of(pair.opener(), pair.acceptor())).toArray(RawClient[]::new);
        await().during(Duration.ofMillis(700))
                .atMost(RawClient.DEADLINE)
                .until(() -> nodes.records(ends).size() == count);
    }
}
