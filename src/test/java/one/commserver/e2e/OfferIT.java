package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Chapter 8, opening: who is asked and what becomes of it.
class OfferIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;
    @RegisterExtension static final Server IMPATIENT = Servers.IMPATIENT;

    private static final int CHANNELS = 64;

    @Test
    void theFirstAcceptWinsAndTheOthersAreTold() {
        Who bob = Who.anybody();
        RawClient phone = SERVER.join(bob);
        RawClient tablet = SERVER.join(bob.instance("tablet"));
        RawClient alice = SERVER.join();
        Offers.ask(alice, phone.identity(), "o");
        int atPhone = phone.message(ChannelOffer.class).channel();
        int atTablet = tablet.message(ChannelOffer.class).channel();

        tablet.send(new ChannelAccept(null, atTablet, 0));

        ChannelOpened opened = alice.message(ChannelOpened.class);
        assertThat(opened).isEqualTo(new ChannelOpened("o", 1, "tablet", 0, 1));
        assertThat(phone.message(ChannelClosed.class))
                .isEqualTo(new ChannelClosed(null, atPhone, ClosedBy.SERVER, "taken"));
        phone.send(new ChannelAccept("late", atPhone, 0));
        ErrorMessage late = phone.error(ErrorCode.UNKNOWN_CHANNEL);
        assertThat(late.ref()).isEqualTo("late");
        assertThat(late.channel()).isEqualTo(atPhone);
        phone.data(atPhone, new byte[5]);
        phone.isQuiet();
    }

    @Test
    void ofTwoWhoAcceptAtOnceExactlyOneWins() {
        for (int i = 0; i < 20; i++) {
            Who bob = Who.anybody();
            RawClient phone = SERVER.join(bob);
            RawClient tablet = SERVER.join(bob.instance("tablet"));
            RawClient alice = SERVER.join();

            var race = Offers.race(alice, phone, tablet);

            isTaken(race.loser());
            alice.data(1, new byte[] {7});
            assertThat(race.winner().data(race.there())).containsExactly(7);
            alice.isQuiet();
        }
    }

    @Test
    void onesOwnOtherInstancesAreAskedButNotTheOwnOne() {
        Who who = Who.anybody();
        RawClient phone = SERVER.join(who);
        RawClient control = SERVER.join(who.kind(ConnectionKind.CONTROL));
        RawClient tablet = SERVER.join(who.instance("tablet"));

        Offers.ask(phone, phone.identity(), "o");

        assertThat(tablet.message(ChannelOffer.class).instance()).isEqualTo("phone");
        control.isQuiet();
        phone.isQuiet();
    }

    @Test
    void onlyTheNamedInstanceIsAsked() {
        Who bob = Who.anybody();
        RawClient phone = SERVER.join(bob);
        RawClient tablet = SERVER.join(bob.instance("tablet"));
        RawClient alice = SERVER.join();

        alice.send(new ChannelOpen("o", phone.identity(), "tablet", 0));

        tablet.message(ChannelOffer.class);
        phone.isQuiet();
    }

    @Test
    void anInstanceIsAskedOnItsDataConnection() {
        Who bob = Who.anybody();
        RawClient control = SERVER.join(bob.kind(ConnectionKind.CONTROL));
        RawClient alice = SERVER.join(Who.anybody().kind(ConnectionKind.CONTROL));
        Offers.ask(alice, control.identity(), "o");
        control.message(ChannelOffer.class);
        RawClient lane = SERVER.join(bob.lane("bulk"));
        Offers.ask(alice, control.identity(), "o");
        lane.message(ChannelOffer.class);
        RawClient data = SERVER.join(bob);

        Offers.ask(alice, control.identity(), "o");

        data.message(ChannelOffer.class);
        control.isQuiet();
        lane.isQuiet();
    }

    @Test
    void onlyWhenAllHaveDeclinedIsItRejected() {
        Who bob = Who.anybody();
        RawClient phone = SERVER.join(bob);
        RawClient tablet = SERVER.join(bob.instance("tablet"));
        RawClient alice = SERVER.join();
        Offers.ask(alice, phone.identity(), "o");

        phone.send(new ChannelReject("x", phone.message(ChannelOffer.class).channel(), "busy"));
        phone.isQuiet();
        alice.isQuiet();
        tablet.send(new ChannelClose("x", tablet.message(ChannelOffer.class).channel(), null));

        assertThat(alice.error(ErrorCode.CHANNEL_REJECTED).ref()).isEqualTo("o");
        tablet.isQuiet();
    }

    @Test
    void whoGoesHasDeclined() {
        RawClient bob = SERVER.join();
        RawClient alice = SERVER.join();
        Offers.ask(alice, bob.identity(), "o");
        bob.message(ChannelOffer.class);

        bob.leave();

        alice.error(ErrorCode.CHANNEL_REJECTED);
    }

    @Test
    void anOfferIsWithdrawnWhenTheOpenerGoes() {
        RawClient bob = SERVER.join();
        RawClient alice = SERVER.join();
        Offers.ask(alice, bob.identity(), "o");
        int number = bob.message(ChannelOffer.class).channel();

        alice.cut();

        assertThat(bob.message(ChannelClosed.class))
                .isEqualTo(new ChannelClosed(null, number, ClosedBy.SERVER, "withdrawn"));
        bob.send(new ChannelAccept("late", number, 0));
        bob.error(ErrorCode.UNKNOWN_CHANNEL);
    }

    @Test
    void anOfferThatNobodyAnswersTimesOut() {
        RawClient bob = IMPATIENT.join();
        RawClient alice = IMPATIENT.join();
        Offers.ask(alice, bob.identity(), "o");
        int number = bob.message(ChannelOffer.class).channel();

        assertThat(alice.error(ErrorCode.OFFER_TIMEOUT).ref()).isEqualTo("o");

        assertThat(bob.message(ChannelClosed.class))
                .isEqualTo(new ChannelClosed(null, number, ClosedBy.SERVER, "offer_timeout"));
        bob.send(new ChannelAccept("late", number, 0));
        bob.error(ErrorCode.UNKNOWN_CHANNEL);
    }

    @Test
    void nobodyThereIsAlwaysTheSameAnswer() {
        RawClient alice = SERVER.join();
        RawClient left = SERVER.join();
        left.leave();
        RawClient lost = SERVER.join();
        lost.cut();
        RawClient discovery = SERVER.join(Who.anybody().kind(ConnectionKind.DISCOVERY));
        RawClient bob = SERVER.join();
        Offers.awaitUnreachable(alice, left.identity());
        Offers.awaitUnreachable(alice, lost.identity());
        String unknown = Offers.unreachable(alice, Who.anybody().key().identity());

        assertThat(Offers.unreachable(alice, left.identity())).isEqualTo(unknown);
        assertThat(Offers.unreachable(alice, lost.identity())).isEqualTo(unknown);
        assertThat(Offers.unreachable(alice, discovery.identity())).isEqualTo(unknown);
        assertThat(Offers.unreachable(alice, alice.identity())).isEqualTo(unknown);
        alice.send(new ChannelOpen("same", bob.identity(), "tablet", 0));
        assertThat(alice.nextText()).isEqualTo(unknown);
        bob.isQuiet();
        discovery.isQuiet();
    }

    @Test
    void whatIsOpenCannotBeAcceptedAgain() {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());

        pair.acceptor().send(new ChannelAccept("again", pair.there(), 0));

        assertThat(pair.acceptor().error(ErrorCode.UNKNOWN_CHANNEL).ref()).isEqualTo("again");
        pair.works();
    }

    @Test
    void numbersThatWereNeverGivenAreUnknown() {
        RawClient client = SERVER.join();

        client.send(new ChannelAccept("1", 77, 0));
        assertThat(client.error(ErrorCode.UNKNOWN_CHANNEL).channel()).isEqualTo(77);
        client.send(new ChannelReject("2", 77, null));
        assertThat(client.error(ErrorCode.UNKNOWN_CHANNEL).ref()).isEqualTo("2");
        client.send(new ChannelClose("3", Integer.MAX_VALUE, null));
        assertThat(client.error(ErrorCode.UNKNOWN_CHANNEL).ref()).isEqualTo("3");
        client.isQuiet();
    }

    @Test
    void framesOnAnOfferedNumberAreAViolation() {
        RawClient alice = SERVER.join();
        RawClient bob = SERVER.join();
        RawClient carol = SERVER.join();
        Offers.ask(alice, bob.identity(), "o");
        Offers.ask(alice, carol.identity(), "o");

        bob.data(bob.message(ChannelOffer.class).channel(), new byte[1]);
        carol.flow(carol.message(ChannelOffer.class).channel(), 0, 10);

        bob.refused(ErrorCode.INVALID_FRAME, CloseReason.PROTOCOL_ERROR);
        carol.refused(ErrorCode.INVALID_FRAME, CloseReason.PROTOCOL_ERROR);
        alice.isQuiet();
    }

    @Test
    void twoWhoAskEachOtherGetTwoChannels() {
        RawClient alice = SERVER.join();
        RawClient bob = SERVER.join();

        Offers.ask(alice, bob.identity(), "a");
        Offers.ask(bob, alice.identity(), "b");
        alice.send(new ChannelAccept(null, alice.message(ChannelOffer.class).channel(), 0));
        bob.send(new ChannelAccept(null, bob.message(ChannelOffer.class).channel(), 0));

        assertThat(alice.message(ChannelOpened.class).ref()).isEqualTo("a");
        assertThat(bob.message(ChannelOpened.class).ref()).isEqualTo("b");
    }

    @Test
    void channelsAreLimitedAtBothEnds() {
        RawClient alice = SERVER.join();
        RawClient bob = SERVER.join();
        Joined last = Joined.of(alice, 0, bob, 0);
        for (int i = 1; i < CHANNELS; i++) {
            last = Joined.of(alice, 0, bob, 0);
        }

        Offers.ask(alice, bob.identity(), "full");
        assertThat(alice.error(ErrorCode.LIMIT_CHANNELS).ref()).isEqualTo("full");
        RawClient carol = SERVER.join();
        Offers.ask(carol, bob.identity(), "more");
        int offered = bob.message(ChannelOffer.class).channel();
        bob.send(new ChannelAccept("full", offered, 0));
        assertThat(bob.error(ErrorCode.LIMIT_CHANNELS).channel()).isEqualTo(offered);

        last.close("done");
        last.openerIsTold(ClosedBy.CLIENT, "done");
        last.acceptorIsTold(ClosedBy.PEER, "done");
        bob.send(new ChannelAccept("room", offered, 0));
        assertThat(carol.message(ChannelOpened.class).ref()).isEqualTo("more");
    }

    @Test
    void oneCallerCannotTakeAllOffersOfATarget() {
        RawClient bob = SERVER.join();
        RawClient alice = SERVER.join();
        for (int i = 0; i < 4; i++) {
            Offers.ask(alice, bob.identity(), "o" + i);
            bob.message(ChannelOffer.class);
        }

        Offers.unreachable(alice, bob.identity());

        Offers.ask(SERVER.join(), bob.identity(), "o");
        bob.message(ChannelOffer.class);
    }

    /// Its own accept, which came too late, may have been answered before.
    static void isTaken(RawClient loser) {
        String next = loser.nextText();
        if (next.contains("unknown_channel")) {
            next = loser.nextText();
        }
        assertThat(next).contains("\"channel_closed\"", "\"taken\"");
    }
}
