package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Chapter 8, survival: what becomes of a channel when a socket is lost.
class SurvivalIT implements SurvivalContract {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;
    @RegisterExtension static final Server FORGETFUL = Servers.FORGETFUL;

    @Override
    public Joined pair() {
        return Joined.of(SERVER.join(), SERVER.join()).settled();
    }

    @Override
    public RawClient back(RawClient gone) {
        return SERVER.join(gone.who().session(gone.token()));
    }

    @Test
    void bothEndsMayBeAwayAtOnce() {
        Joined before = pair();
        before.works();
        before.opener().cut();
        before.acceptor().interrupted(before.there(), 2);
        before.acceptor().cut();

        RawClient opener = back(before.opener());
        RawClient acceptor = back(before.acceptor());
        int generation = acceptor.hello().channels().getFirst().generation();
        // whoever came back first may have to be told of the second break
        opener.resume(before.here(), generation, 7);
        acceptor.resume(before.there(), generation, 8);

        String next = opener.nextText();
        while (!next.contains("channel_resumed")) {
            next = opener.nextText();
        }
        acceptor.message(ChannelResumed.class);
        new Joined(opener, before.here(), acceptor, before.there()).works();
    }

    @Test
    void anAnswerToAnOlderBreakCountsForNothing() {
        Joined before = pair();
        before.opener().cut();
        before.acceptor().interrupted(before.there(), 2);
        RawClient again = back(before.opener());
        again.cut();
        before.acceptor().interrupted(before.there(), 3);
        RawClient third = back(before.opener());

        before.acceptor().resume(before.there(), 2, 99);
        before.acceptor().resume(before.there(), 1, 99);
        third.resume(before.here(), 3, 0);
        third.isQuiet();
        before.acceptor().isQuiet();
        before.acceptor().resume(before.there(), 3, 0);

        assertThat(third.message(ChannelResumed.class).generation()).isEqualTo(3);
        before.acceptor().message(ChannelResumed.class);
        // and one that comes too late
        third.resume(before.here(), 3, 99);
        new Joined(third, before.here(), before.acceptor(), before.there()).works();
    }

    /// What was passed on to the acceptor are two frames of 6 bytes, of which it has confirmed the first.
    @ParameterizedTest
    @CsvSource({"2, 13", "2, 5", "2, 0", "2, 9007199254740991", "3, 12"})
    void anAccountThatCannotBeTrueEndsTheChannel(int generation, long received) {
        Joined before = pair();
        Joined bystander = Joined.of(SERVER.join(), before.acceptor());
        before.say(new byte[] {1});
        before.say(new byte[] {2});
        before.acceptor().flow(before.there(), 6, Joined.WINDOW);
        before.opener().flow(before.here());
        before.opener().cut();
        before.acceptor().interrupted(before.there(), 2);
        RawClient again = back(before.opener());

        before.acceptor().resume(before.there(), generation, received);

        assertThat(before.acceptor().error(ErrorCode.RESUME_IMPOSSIBLE).channel()).isEqualTo(before.there());
        before.acceptorIsTold(ClosedBy.SERVER, ChannelCloseReason.RESUME_IMPOSSIBLE.wireName());
        assertThat(again.message(ChannelClosed.class).reason()).isEqualTo("resume_impossible");
        bystander.works();
    }

    @Test
    void aLimitThatReachesTooFarBeyondWhatHasArrivedEndsTheChannel() {
        Joined before = pair();
        before.say(new byte[] {1});
        before.acceptor().flow(before.there(), 0, 6 + Joined.WINDOW);
        before.opener().flow(before.here());
        before.opener().cut();
        before.acceptor().interrupted(before.there(), 2);

        before.acceptor().resume(before.there(), 2, 0);

        before.acceptor().error(ErrorCode.RESUME_IMPOSSIBLE);
        before.acceptorIsTold(ClosedBy.SERVER, ChannelCloseReason.RESUME_IMPOSSIBLE.wireName());
    }

    @Test
    void breaksCostNoCredit() {
        Joined pair = pair();
        byte[] frame = new byte[(int) Joined.WINDOW / 4 - 5];
        for (int generation = 2; generation < 14; generation++) {
            for (int i = 0; i < 4; i++) {
                pair.say(frame);
            }
            pair.opener().cut();
            pair.acceptor().interrupted(pair.there(), generation);
            RawClient again = back(pair.opener());
            // none of it has arrived, it says, so all of it may be sent again
            pair.acceptor().resume(pair.there(), generation, 0);
            again.resume(pair.here(), generation, 0);
            ChannelResumed resumed = again.message(ChannelResumed.class);
            assertThat(resumed.received()).isZero();
            assertThat(resumed.limit()).isEqualTo(Joined.WINDOW);
            pair.acceptor().message(ChannelResumed.class);
            pair = new Joined(again, pair.here(), pair.acceptor(), pair.there());
        }
        // as much as before may still be granted on other channels
        for (int i = 0; i < 3; i++) {
            Joined.of(SERVER.join(), pair.acceptor());
        }
        pair.acceptor().isQuiet();
    }

    @Test
    void whoDoesNotComeBackIsTold() {
        Joined pair = Joined.of(FORGETFUL.join(), FORGETFUL.join());
        pair.opener().cut();
        pair.acceptor().interrupted(pair.there(), 2);

        pair.acceptorIsTold(ClosedBy.PEER, ChannelCloseReason.SESSION_EXPIRED.wireName());

        RawClient late = FORGETFUL.join(pair.opener().who().session(pair.opener().token()));
        assertThat(late.hello().resumed()).isFalse();
        assertThat(late.hello().channels()).isEmpty();
        Joined.of(late, pair.acceptor()).works();
    }

    @Test
    void whoeverTakesTheSlotWithoutTheTokenEndsTheSessionThatWaits() {
        Joined pair = pair();
        pair.opener().cut();
        pair.acceptor().interrupted(pair.there(), 2);

        RawClient stranger = SERVER.join(pair.opener().who());

        pair.acceptorIsTold(ClosedBy.PEER, "replaced");
        assertThat(stranger.hello().channels()).isEmpty();
        RawClient late = SERVER.join(pair.opener().who().session(pair.opener().token()));
        assertThat(late.hello().resumed()).isFalse();
    }

    @Test
    void whoTakesOverItsOwnSessionKeepsItsChannels() {
        Joined pair = pair();
        pair.works();

        RawClient again = back(pair.opener());

        pair.opener().closed(CloseReason.REPLACED);
        pair.acceptor().interrupted(pair.there(), 2);
        pair.acceptor().resume(pair.there(), 2, 8);
        again.resume(pair.here(), 2, 7);
        again.message(ChannelResumed.class);
        pair.acceptor().message(ChannelResumed.class);
        new Joined(again, pair.here(), pair.acceptor(), pair.there()).works();
    }

    @Test
    void anInterruptedChannelClosesAtOnceAndWhoIsAwaySeesThatItIsGone() {
        Joined pair = pair();
        pair.opener().cut();
        pair.acceptor().interrupted(pair.there(), 2);

        pair.acceptor().send(new ChannelClose("c", pair.there(), "enough"));

        pair.acceptorIsTold(ClosedBy.CLIENT, "enough");
        RawClient again = back(pair.opener());
        assertThat(again.hello().resumed()).isTrue();
        assertThat(again.hello().channels()).isEmpty();
        again.resume(pair.here(), 2, 0);
        again.error(ErrorCode.UNKNOWN_CHANNEL);
        assertThat(Joined.of(again, pair.acceptor()).here()).isEqualTo(pair.here() + 1);
    }

    @Test
    void whoEndsItsSessionWhileThePeerIsAwayIsGoneForIt() {
        Joined pair = pair();
        pair.opener().cut();
        pair.acceptor().interrupted(pair.there(), 2);

        pair.acceptor().leave();

        RawClient again = back(pair.opener());
        while (!again.hello().channels().isEmpty()) {
            again = back(again);
        }
    }

    @Test
    void anOfferIsToldAgainToWhoReturns() {
        RawClient bob = SERVER.join();
        RawClient alice = SERVER.join();
        Offers.ask(alice, bob.identity(), "o");
        ChannelOffer offer = bob.message(ChannelOffer.class);
        bob.cut();

        RawClient again = back(bob);

        assertThat(again.message(ChannelOffer.class)).isEqualTo(offer);
        again.send(new ChannelAccept("a", offer.channel(), Joined.WINDOW));
        int here = alice.message(ChannelOpened.class).channel();
        alice.flow(here, 0, Joined.WINDOW);
        again.flow(offer.channel());
        new Joined(alice, here, again, offer.channel()).works();
    }

    @Test
    void whatWasAskedForIsWithdrawnWithTheSocket() {
        RawClient bob = SERVER.join();
        RawClient alice = SERVER.join();
        alice.send(new ChannelOpen("o", bob.identity(), null, 0));
        bob.message(ChannelOffer.class);

        alice.cut();

        assertThat(bob.message(ChannelClosed.class).reason()).isEqualTo("withdrawn");
        assertThat(back(alice).hello().channels()).isEmpty();
    }

    @Test
    void nobodyCanAnswerForSomebodyElsesChannel() {
        Joined pair = pair();
        RawClient stranger = SERVER.join();
        pair.opener().cut();
        pair.acceptor().interrupted(pair.there(), 2);

        stranger.resume(pair.here(), 2, 0);
        stranger.error(ErrorCode.UNKNOWN_CHANNEL);
        pair.acceptor().resume(77, 2, 0);
        pair.acceptor().error(ErrorCode.UNKNOWN_CHANNEL);
    }

    @Test
    void anAnswerWithoutABreakCountsForNothing() {
        Joined pair = pair();

        pair.acceptor().resume(pair.there(), 1, 99);
        pair.acceptor().resume(pair.there(), 2, 99);

        pair.works();
    }
}
