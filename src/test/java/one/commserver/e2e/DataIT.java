package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ClosedBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.concurrent.CompletableFuture;

/// Chapter 8: what is sent arrives, whole and in order.
class DataIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    @ParameterizedTest
    @CsvSource({"1000000, 4000000", "32768, 2000000", "700, 200000", "1, 1000"})
    void megabytesArriveInOrderBothWays(int frame, long total) {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());
        var there = new Mover(pair.acceptor(), pair.there(), frame, total);
        var other = CompletableFuture.runAsync(there::run, Thread::startVirtualThread);

        new Mover(pair.opener(), pair.here(), frame, total).run();

        other.join();
    }

    @Test
    void dataMayFollowAnAcceptAtOnce() {
        RawClient alice = SERVER.join();
        RawClient bob = SERVER.join();
        Offers.ask(alice, bob.identity(), "o");
        int number = bob.message(ChannelOffer.class).channel();
        alice.isQuiet();

        bob.raw(
                Frames.joined(
                        Frames.text("{\"type\":\"channel_accept\",\"channel\":" + number + ",\"limit\":100}"),
                        Frames.text("{\"type\":\"channel_close\",\"channel\":" + number + ",\"ref\":\"c\"}")));

        assertThat(alice.nextText()).contains("channel_opened");
        assertThat(alice.nextText()).contains("\"channel_closed\"", "\"closed\"", "\"peer\"");
        assertThat(bob.nextText()).contains("\"channel_closed\"", "\"client\"", "\"c\"");
    }

    @Test
    void channelsDoNotMix() {
        RawClient alice = SERVER.join();
        RawClient bob = SERVER.join();
        Joined first = Joined.of(alice, bob);
        Joined second = Joined.of(bob, alice);
        Joined other = Joined.of(alice, SERVER.join());

        first.works();
        second.works();
        other.works();
        first.close("done");
        first.openerIsTold(ClosedBy.CLIENT, "done");
        first.acceptorIsTold(ClosedBy.PEER, "done");

        second.works();
        other.works();
    }

    @Test
    void aFrameKeepsItsFragmentsTogetherAmongOthers() {
        RawClient bob = SERVER.join();
        Joined one = Joined.of(SERVER.join(), bob);
        Joined other = Joined.of(SERVER.join(), bob);
        byte[] frame = Frames.data(one.here(), new byte[] {1, 2, 3});

        one.opener().raw(Frames.part(Frames.BINARY, frame));
        other.say(new byte[] {9});
        one.opener().raw(Frames.frame(Frames.CONTINUATION, new byte[] {4}));

        assertThat(bob.data(one.there())).containsExactly(1, 2, 3, 4);
    }
}
