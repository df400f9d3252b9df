package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ChannelMessage.ChannelSummary;

import org.junit.jupiter.api.Test;

/// Chapter 8: what becomes of a channel when its opener loses its socket and comes back, wherever its ends are.
interface SurvivalContract {

    /// A channel whose opening is over.
    Joined pair();

    /// Its opener, which was cut off, goes on with its session.
    RawClient back(RawClient opener);

    @Test
    default void aLostSocketInterruptsAndItsReturnLetsItGoOn() {
        Joined before = pair();
        before.works();
        before.opener().cut();
        before.acceptor().interrupted(before.there(), 2);

        RawClient again = back(before.opener());

        assertThat(again.hello().channels())
                .containsExactly(
                        new ChannelSummary(
                                before.here(), before.acceptor().identity(), ChannelSummary.State.INTERRUPTED, 2));
        again.resume(before.here(), 2, 7);
        again.isQuiet();
        before.acceptor().resume(before.there(), 2, 8);
        assertThat(again.message(ChannelResumed.class))
                .isEqualTo(new ChannelResumed(null, before.here(), 2, 8, Joined.WINDOW));
        assertThat(before.acceptor().message(ChannelResumed.class))
                .isEqualTo(new ChannelResumed(null, before.there(), 2, 7, Joined.WINDOW));
        new Joined(again, before.here(), before.acceptor(), before.there()).works();
    }

    @Test
    default void whatHadNotArrivedIsSentAgain() {
        Joined before = pair();
        before.say(new byte[] {1});
        before.say(new byte[] {2});
        before.opener().cut();
        before.acceptor().interrupted(before.there(), 2);
        RawClient again = back(before.opener());
        // the second frame has arrived at the socket, but not in the process, as far as the server can know
        before.acceptor().resume(before.there(), 2, 6);
        again.resume(before.here(), 2, 0);
        assertThat(again.message(ChannelResumed.class).received()).isEqualTo(6);
        before.acceptor().message(ChannelResumed.class);

        var after = new Joined(again, before.here(), before.acceptor(), before.there());
        after.say(new byte[] {2});
        after.say(new byte[] {3});
    }

    @Test
    default void nothingFlowsUntilBothHaveAnswered() {
        Joined before = pair();
        before.opener().cut();
        before.acceptor().interrupted(before.there(), 2);
        before.acceptor().data(before.there(), new byte[5]);
        RawClient again = back(before.opener());
        again.data(before.here(), new byte[5]);
        again.flow(before.here(), 0, 2 * Joined.WINDOW);
        again.resume(before.here(), 2, 0);
        again.data(before.here(), new byte[5]);
        again.isQuiet();
        before.acceptor().isQuiet();

        before.acceptor().resume(before.there(), 2, 0);

        again.message(ChannelResumed.class);
        before.acceptor().message(ChannelResumed.class);
        new Joined(again, before.here(), before.acceptor(), before.there()).works();
    }
}
