package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Chapter 8, flow: limits to the byte, and numbers that can't be.
class FlowIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    private static final long WINDOW = Joined.WINDOW;

    @Test
    void aFrameThatFitsExactlyPassesAndTheNextByteDoesNot() {
        Joined pair = Joined.of(SERVER.join(), 0, SERVER.join(), 105);
        pair.say(new byte[100]);

        pair.opener().data(pair.here(), new byte[0]);

        isExceeded(pair);
    }

    @Test
    void aFrameThatIsOneByteTooLongDoesNotPass() {
        Joined pair = Joined.of(SERVER.join(), 0, SERVER.join(), 105);

        pair.opener().data(pair.here(), new byte[101]);

        isExceeded(pair);
    }

    @Test
    void emptyFramesCostTheirHeaders() {
        Joined pair = Joined.of(SERVER.join(), 0, SERVER.join(), 25);
        for (int i = 0; i < 5; i++) {
            pair.say(new byte[0]);
        }

        pair.opener().data(pair.here(), new byte[0]);

        isExceeded(pair);
    }

    @Test
    void aLimitOfNothingLetsNothingPass() {
        Joined pair = Joined.of(SERVER.join(), 0, SERVER.join(), 0);

        pair.opener().data(pair.here(), new byte[0]);

        isExceeded(pair);
    }

    @Test
    void aFlowFrameTellsTheSenderAndLetsItGoOn() {
        Joined pair = Joined.of(SERVER.join(), 0, SERVER.join(), 10);
        pair.say(new byte[5]);

        pair.acceptor().flow(pair.there(), 10, 20);

        Received.Binary flow = pair.opener().flow(pair.here());
        assertThat(flow.received()).isEqualTo(10);
        assertThat(flow.limit()).isEqualTo(20);
        pair.say(new byte[5]);
    }

    @Test
    void theSameNumbersTwiceDoNoHarm() {
        Joined pair = Joined.of(SERVER.join(), 0, SERVER.join(), 10);

        for (int i = 0; i < 3; i++) {
            pair.acceptor().flow(pair.there(), 0, 10);
            assertThat(pair.opener().flow(pair.here()).limit()).isEqualTo(10);
        }

        pair.say(new byte[5]);
    }

    @Test
    void manyFlowFramesMayBecomeOne() {
        Joined pair = Joined.of(SERVER.join(), 0, SERVER.join(), 0);

        for (int limit = 1; limit <= 2000; limit++) {
            pair.acceptor().flow(pair.there(), 0, limit);
        }

        long last = 0;
        while (last < 2000) {
            long limit = pair.opener().flow(pair.here()).limit();
            assertThat(limit).isGreaterThanOrEqualTo(last);
            last = limit;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {WINDOW + 1, 1L << 40, Long.MAX_VALUE})
    void aLimitBeyondTheWindowIsNotApplied(long limit) {
        Joined pair = Joined.of(SERVER.join(), 0, SERVER.join(), 10);

        pair.acceptor().flow(pair.there(), 0, limit);

        ErrorMessage error = pair.acceptor().error(ErrorCode.CREDIT_EXCESS);
        assertThat(error.channel()).isEqualTo(pair.there());
        assertThat(error.ref()).isNull();
        pair.say(new byte[5]);
        pair.opener().data(pair.here(), new byte[0]);
        isExceeded(pair);
    }

    @Test
    void nothingOfAFlowFrameWithTooLargeALimitIsApplied() {
        Joined pair = Joined.of(SERVER.join(), 0, SERVER.join(), 10);
        pair.say(new byte[5]);

        pair.acceptor().flow(pair.there(), 10, 10 + WINDOW + 1);

        pair.acceptor().error(ErrorCode.CREDIT_EXCESS);
        pair.opener().isQuiet();
        pair.acceptor().flow(pair.there(), 0, 20);
        assertThat(pair.opener().flow(pair.here()).received()).isEqualTo(0);
    }

    @Test
    void theWindowMovesWithWhatWasPassedOn() {
        Joined pair = Joined.of(SERVER.join(), 0, SERVER.join(), WINDOW);
        pair.say(new byte[95]);

        pair.acceptor().flow(pair.there(), 0, WINDOW + 100);

        assertThat(pair.opener().flow(pair.here()).limit()).isEqualTo(WINDOW + 100);
    }

    @Test
    void theGrantsOfAConnectionAreBoundedTogether() {
        RawClient receiver = SERVER.join();
        RawClient sender = SERVER.join();
        Joined first = Joined.of(sender, 0, receiver, WINDOW);
        for (int i = 0; i < 3; i++) {
            Joined.of(sender, 0, receiver, WINDOW);
        }
        sender.send(new ChannelOpen("o", receiver.identity(), null, 0));
        int offered = receiver.message(ChannelOffer.class).channel();

        receiver.send(new ChannelAccept("p", offered, 1));
        ErrorMessage refused = receiver.error(ErrorCode.CREDIT_EXCESS);
        assertThat(refused.ref()).isEqualTo("p");
        assertThat(refused.channel()).isEqualTo(offered);
        receiver.send(new ChannelAccept("p", offered, 0));
        sender.message(ChannelOpened.class);
        receiver.flow(offered, 0, 1);
        receiver.error(ErrorCode.CREDIT_EXCESS);

        first.say(new byte[995]);
        receiver.flow(offered, 0, 1000);
        assertThat(sender.frame().limit()).isEqualTo(1000);
        receiver.flow(offered, 0, 1001);
        receiver.error(ErrorCode.CREDIT_EXCESS);
        first.close(null);
        first.acceptorIsTold(ClosedBy.PEER, "closed");
        // in no order with what comes on the other channel
        first.openerIsTold(ClosedBy.CLIENT, "closed");
        receiver.flow(offered, 0, WINDOW);
        assertThat(sender.frame().limit()).isEqualTo(WINDOW);
    }

    @Test
    void anOpenersOwnGrantIsBoundedToo() {
        RawClient alice = SERVER.join();
        RawClient bob = SERVER.join();

        alice.send(new ChannelOpen("o", bob.identity(), null, WINDOW + 1));

        assertThat(alice.error(ErrorCode.CREDIT_EXCESS).ref()).isEqualTo("o");
        bob.isQuiet();
        for (int i = 0; i < 4; i++) {
            Joined.of(alice, WINDOW, bob, 0);
        }
        alice.send(new ChannelOpen("o", bob.identity(), null, 1));
        alice.error(ErrorCode.CREDIT_EXCESS);
    }

    @Test
    void aGrantComesBackFromAnOfferThatCameToNothing() {
        RawClient alice = SERVER.join();
        for (int i = 0; i < 100; i++) {
            alice.send(new ChannelOpen("o", Who.anybody().key().identity(), null, WINDOW));
            alice.error(ErrorCode.PEER_UNREACHABLE);
        }

        Joined.of(alice, SERVER.join()).works();
    }

    /// Twenty bytes have been passed on, ten of them acknowledged, and the limit is 40.
    @ParameterizedTest
    @CsvSource({"21, 40", "9, 40", "20, 39", "20, -1", "20, -9223372036854775808", "-1, 40", "9223372036854775807, 40"})
    void numbersThatCannotBeEndTheChannel(long received, long limit) {
        Joined pair = Joined.of(SERVER.join(), 0, SERVER.join(), 40);
        pair.say(new byte[15]);
        pair.acceptor().flow(pair.there(), 10, 40);
        pair.opener().flow(pair.here());

        pair.acceptor().flow(pair.there(), received, limit);

        assertThat(pair.acceptor().error(ErrorCode.FLOW_INVALID).channel()).isEqualTo(pair.there());
        pair.acceptorIsTold(ClosedBy.SERVER, "flow_invalid");
        pair.openerIsTold(ClosedBy.SERVER, "flow_invalid");
        pair.acceptor().isQuiet();
        pair.opener().isQuiet();
    }

    private static void isExceeded(Joined pair) {
        ErrorMessage error = pair.opener().error(ErrorCode.CREDIT_EXCEEDED);
        assertThat(error.channel()).isEqualTo(pair.here());
        assertThat(error.ref()).isNull();
        pair.openerIsTold(ClosedBy.SERVER, "credit_exceeded");
        pair.acceptorIsTold(ClosedBy.SERVER, "credit_exceeded");
        pair.opener().isQuiet();
        pair.acceptor().isQuiet();
    }
}
