package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.concurrent.CompletableFuture;

/// Chapter 8 between clients of two nodes: what they see is what clients of one node see.
@Timeout(120)
class NodesChannelIT {

    @RegisterExtension static final Nodes nodes = Nodes.open(2);

    @Test
    void dataTravelsBothWays() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));

        pair.works();
        pair.say(new byte[0]);
        pair.say(new byte[(int) Joined.WINDOW / 2]);
    }

    @Test
    void framesKeepTheirOrder() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        for (int i = 0; i < 5_000; i++) {
            pair.opener().data(pair.here(), new byte[] {(byte) (i >> 8), (byte) i});
        }
        for (int i = 0; i < 5_000; i++) {
            assertThat(pair.acceptor().data(pair.there())).containsExactly((byte) (i >> 8), (byte) i);
        }
    }

    @Test
    void dataMayFollowTheAcceptAtOnce() {
        RawClient alice = nodes.join(0);
        RawClient bob = nodes.join(1);
        alice.send(new ChannelOpen("o", bob.identity(), null, 100));
        int there = bob.message(ChannelOffer.class).channel();

        bob.send(new ChannelAccept(null, there, 0));
        bob.data(there, new byte[] {9});

        int here = alice.message(ChannelOpened.class).channel();
        assertThat(alice.data(here)).containsExactly(9);
    }

    @Test
    void creditTravelsFromEndToEnd() {
        Joined pair = Joined.of(nodes.join(0), Joined.WINDOW, nodes.join(1), 10);
        pair.say(new byte[5]);
        pair.acceptor().flow(pair.there(), 10, 30);
        Received.Binary flow = pair.opener().flow(pair.here());
        assertThat(flow.received()).isEqualTo(10);
        assertThat(flow.limit()).isEqualTo(30);
        pair.say(new byte[15]);

        pair.opener().data(pair.here(), new byte[0]);

        assertThat(pair.opener().error(ErrorCode.CREDIT_EXCEEDED).channel()).isEqualTo(pair.here());
        pair.openerIsTold(ClosedBy.SERVER, "credit_exceeded");
        pair.acceptorIsTold(ClosedBy.SERVER, "credit_exceeded");
    }

    @Test
    void whoGrantsTooMuchIsRefused() {
        Joined pair = Joined.of(nodes.join(0), 0, nodes.join(1), 0);

        pair.acceptor().flow(pair.there(), 0, Joined.WINDOW + 1);
        assertThat(pair.acceptor().error(ErrorCode.CREDIT_EXCESS).channel()).isEqualTo(pair.there());
        pair.acceptor().flow(pair.there(), 1, 10);

        pair.acceptor().error(ErrorCode.FLOW_INVALID);
        pair.acceptorIsTold(ClosedBy.SERVER, "flow_invalid");
        pair.openerIsTold(ClosedBy.SERVER, "flow_invalid");
    }

    @Test
    void manySmallGrantsArriveAsTheNewest() {
        Joined pair = Joined.of(nodes.join(0), 0, nodes.join(1), 0);
        for (int i = 1; i <= 2_000; i++) {
            pair.acceptor().flow(pair.there(), 0, i);
        }
        long limit = 0;
        while (limit < 2_000) {
            long next = pair.opener().flow(pair.here()).limit();
            assertThat(next).isGreaterThan(limit);
            limit = next;
        }
    }

    @Test
    void aCloseComesBehindTheData() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        for (int i = 0; i < 100; i++) {
            pair.opener().data(pair.here(), new byte[] {(byte) i});
        }
        pair.close("enough");

        for (int i = 0; i < 100; i++) {
            assertThat(pair.acceptor().data(pair.there())).containsExactly(i);
        }
        pair.acceptorIsTold(ClosedBy.PEER, "enough");
        assertThat(pair.opener().message(ChannelClosed.class))
                .isEqualTo(new ChannelClosed("c", pair.here(), ClosedBy.CLIENT, "enough"));
        pair.opener().data(pair.here(), new byte[1]);
        pair.opener().isQuiet();
    }

    @Test
    void theAcceptorMayCloseToo() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));

        pair.acceptor().send(new ChannelClose("x", pair.there(), null));

        pair.openerIsTold(ClosedBy.PEER, "closed");
        pair.acceptorIsTold(ClosedBy.CLIENT, "closed");
    }

    @Test
    void bothMayCloseAtOnce() {
        for (int i = 0; i < 20; i++) {
            Joined pair = Joined.of(nodes.join(0), nodes.join(1));
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> pair.close("a")),
                            CompletableFuture.runAsync(
                                    () -> pair.acceptor().send(new ChannelClose("x", pair.there(), "b"))))
                    .join();
            assertThat(pair.opener().message(ChannelClosed.class).reason()).isIn("a", "b");
            assertThat(pair.acceptor().message(ChannelClosed.class).reason()).isIn("a", "b");
            pair.opener().isQuietButForALateClose();
            pair.acceptor().isQuietButForALateClose();
            nodes.cutAll();
        }
    }

    @Test
    void whoEndsItsSessionIsGoneForItsPeer() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        pair.opener().data(pair.here(), new byte[] {1});

        pair.opener().leave();

        assertThat(pair.acceptor().data(pair.there())).containsExactly(1);
        pair.acceptorIsTold(ClosedBy.PEER, "connection_closed");
    }

    @Test
    void theFirstAcceptWinsAndTheOthersAreTold() {
        Who bob = Who.anybody();
        RawClient phone = nodes.join(0, bob);
        RawClient tablet = nodes.join(1, bob.instance("tablet"));
        RawClient laptop = nodes.join(1, bob.instance("laptop"));
        RawClient alice = nodes.join(0);
        Offers.ask(alice, phone.identity(), "o");
        int atPhone = phone.message(ChannelOffer.class).channel();
        int atTablet = tablet.message(ChannelOffer.class).channel();
        int atLaptop = laptop.message(ChannelOffer.class).channel();

        tablet.send(new ChannelAccept(null, atTablet, 0));

        assertThat(alice.message(ChannelOpened.class)).isEqualTo(new ChannelOpened("o", 1, "tablet", 0, 1));
        assertThat(phone.message(ChannelClosed.class))
                .isEqualTo(new ChannelClosed(null, atPhone, ClosedBy.SERVER, "taken"));
        assertThat(laptop.message(ChannelClosed.class))
                .isEqualTo(new ChannelClosed(null, atLaptop, ClosedBy.SERVER, "taken"));
    }

    @Test
    void ofTwoWhoAcceptAtOnceExactlyOneWins() {
        for (int i = 0; i < 20; i++) {
            Who bob = Who.anybody();
            RawClient phone = nodes.join(1, bob);
            RawClient tablet = nodes.join(1, bob.instance("tablet"));
            RawClient alice = nodes.join(0);

            var race = Offers.race(alice, phone, tablet);

            OfferIT.isTaken(race.loser());
            alice.data(1, new byte[] {7});
            assertThat(race.winner().data(race.there())).containsExactly(7);
        }
    }

    @Test
    void whoeverDeclinesIsHeard() {
        RawClient alice = nodes.join(0);
        RawClient bob = nodes.join(1);
        Offers.ask(alice, bob.identity(), "o");

        bob.send(new ChannelReject(null, bob.message(ChannelOffer.class).channel(), null));

        assertThat(alice.error(ErrorCode.CHANNEL_REJECTED).ref()).isEqualTo("o");
    }

    @Test
    void anOfferTimesOutAtBothNodes() {
        try (var own = Nodes.open(2, "commserver.relay.offer-timeout=2s").start()) {
            RawClient alice = own.join(0);
            RawClient bob = own.join(1);
            Offers.ask(alice, bob.identity(), "o");
            int there = bob.message(ChannelOffer.class).channel();

            alice.error(ErrorCode.OFFER_TIMEOUT);
            assertThat(bob.message(ChannelClosed.class))
                    .isEqualTo(new ChannelClosed(null, there, ClosedBy.SERVER, "offer_timeout"));
        }
    }

    @Test
    void whoeverAsksAndGoesWithdraws() {
        RawClient alice = nodes.join(0);
        RawClient bob = nodes.join(1);
        Offers.ask(alice, bob.identity(), "o");
        bob.message(ChannelOffer.class);

        alice.leave();

        assertThat(bob.message(ChannelClosed.class).reason()).isEqualTo("withdrawn");
    }

    @Test
    void whoIsAwayAndWhoIsUnknownAreAnsweredAlike() {
        RawClient alice = nodes.join(0);
        RawClient bob = nodes.join(1);
        bob.leave();

        String away = Offers.unreachable(alice, bob.identity());
        String unknown = Offers.unreachable(alice, Who.anybody().key().identity());

        assertThat(away).isEqualTo(unknown);
    }

    @Test
    void aNodeHasAsManyOffersForAClientAsOneNodeWould() {
        RawClient bob = nodes.join(1);
        RawClient alice = nodes.join(0);
        for (int i = 0; i < 4; i++) {
            Offers.ask(alice, bob.identity(), "o" + i);
            bob.message(ChannelOffer.class);
        }

        assertThat(Offers.unreachable(alice, bob.identity())).contains("peer_unreachable");
    }
}
