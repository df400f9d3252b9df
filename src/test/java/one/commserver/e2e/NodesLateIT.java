package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.FrameHeader;
import one.commserver.protocol.ServerMessage;
import one.commserver.relay.bus.BusMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Chapter 4: what an older connection had told is on its way between two nodes while a newer one, which has come to
/// the node of their peer or to a third one, has its slot already.
@Timeout(120)
class NodesLateIT {

    private static final Meddling meddling = new Meddling();
    @RegisterExtension static final Nodes nodes = Nodes.open(2);

    /// The one that is meddled with.
    private static final int LATE = 2;

    /// Of what [Joined#works] sends: what the opener gets, with the frame's header, and the acceptor.
    private static final int HEARD = FrameHeader.LENGTH + 2;

    private static final int SAID = FrameHeader.LENGTH + 3;

    @BeforeAll
    static void addTheOneThatIsLate() {
        nodes.add(meddling);
    }

    @AfterEach
    void letGo() {
        meddling.letGo();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aFrameDoesNotArriveBehindThoseOfTheNewerConnection(int elsewhere) {
        Joined witness = Joined.of(nodes.join(LATE), nodes.join(0)).settled();
        Joined old = Joined.of(nodes.join(LATE), nodes.join(0)).settled();
        RawClient acceptor = old.acceptor();
        meddling.hold();
        old.opener().data(old.here(), new byte[] {66});
        await().until(meddling::isHolding);

        RawClient rival = nodes.join(elsewhere, old.opener().who());
        old.opener().closed(CloseReason.REPLACED);
        Joined young = joined(rival, old);
        young.works();
        meddling.letGo();

        witness.works();
        young.works();
        acceptor.isQuiet();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void nobodyIsOfferedAChannelBehindThatOfTheNewerConnection(int elsewhere) {
        Joined witness = Joined.of(nodes.join(LATE), nodes.join(0)).settled();
        RawClient late = nodes.join(LATE);
        RawClient acceptor = nodes.join(0);
        meddling.hold();
        Joined.ask(late, acceptor);
        await().until(meddling::isHolding);

        RawClient rival = nodes.join(elsewhere, late.who());
        late.closed(CloseReason.REPLACED);
        Joined young = Joined.of(rival, acceptor);
        young.works();
        meddling.letGo();

        witness.works();
        young.works();
        acceptor.isQuiet();
    }

    /// Whether the newer connection is at the opener's node or at a third one, and whatever has become of its channel.
    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true"})
    void whatAnOlderConnectionAcceptsIsNotJoined(int elsewhere, boolean isClosedAgain) {
        RawClient opener = nodes.join(0);
        RawClient late = nodes.join(LATE);
        Joined.ask(opener, late);
        ChannelOffer offer = late.message(ChannelOffer.class);
        meddling.hold();
        late.send(new ChannelAccept("a", offer.channel(), Joined.WINDOW));
        await().until(meddling::isHolding);

        RawClient rival = nodes.join(elsewhere, late.who());
        late.closed(CloseReason.REPLACED);
        Joined young = Joined.of(rival, opener);
        young.works();
        if (isClosedAgain) {
            young.close("done");
            young.acceptorIsTold(ClosedBy.PEER, "done");
        }
        meddling.letGo();

        assertThat(opener.message(ErrorMessage.class).code()).isEqualTo(ErrorCode.PEER_UNREACHABLE.wireName());
        opener.isQuiet();
    }

    /// The peer had seen the offer before.
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anOfferOfAnOlderConnectionCannotBeAccepted(int elsewhere) {
        RawClient late = nodes.join(LATE);
        RawClient acceptor = nodes.join(0);
        Joined.ask(late, acceptor);
        ChannelOffer offer = acceptor.message(ChannelOffer.class);
        meddling.hold();

        RawClient rival = nodes.join(elsewhere, late.who());
        late.closed(CloseReason.REPLACED);
        Joined.of(rival, acceptor).works();
        acceptor.send(new ChannelAccept("late", offer.channel(), Joined.WINDOW));

        assertThat(acceptor.message(ChannelClosed.class))
                .isEqualTo(new ChannelClosed(null, offer.channel(), ClosedBy.SERVER, "replaced"));
        assertThat(acceptor.message(ErrorMessage.class).code()).isEqualTo(ErrorCode.UNKNOWN_CHANNEL.wireName());
        meddling.letGo();
        acceptor.isQuiet();
    }

    /// The session goes on at a third node, which has told of the first channel only when a frame of the second comes.
    @Test
    void whatASessionHadSentWhereItWasIsHeardNoMore() {
        Joined witness = Joined.of(nodes.join(LATE), nodes.join(0)).settled();
        Joined first = Joined.of(nodes.join(LATE), nodes.join(0)).settled();
        Joined second = Joined.of(first.opener(), nodes.join(0)).settled();
        second.works();
        nodes.awaitWritten(first.opener(), 2);
        meddling.hold();
        first.opener().data(second.here(), new byte[] {66});
        await().until(meddling::isHolding);

        RawClient again = nodes.back(1, first.opener());
        assertThat(again.hello().resumed()).isTrue();
        assertThat(first.acceptor().nextText()).contains("channel_interrupted");
        meddling.letGo();
        witness.works();

        assertThat(second.acceptor().nextText()).contains("channel_interrupted");
    }

    /// A session comes back to a node where it was before; what that one still has of it knows less than its client.
    @Test
    void whatIsLeftOfASessionThatIsOnItsWayBackDoesNotSpeakForIt() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(LATE)).settled();
        RawClient opener = pair.opener();
        nodes.awaitWritten(pair.acceptor(), 1);
        pair.acceptor().cut();
        RawClient elsewhere = nodes.back(1, pair.acceptor());
        pair = new NodesSurvivalIT.Ends(opener, pair.here(), elsewhere, pair.there()).goOn(0, 0);
        opener.flow(pair.here(), 0, Joined.WINDOW);
        elsewhere.flow(pair.there(), 0, Joined.WINDOW);
        opener.flow(pair.here());
        elsewhere.flow(pair.there());
        pair.works();
        elsewhere.cut();
        ChannelInterrupted broken = opener.message(ChannelInterrupted.class);

        meddling.holdClaims();
        meddling.hold();
        var returning = CompletableFuture.supplyAsync(() -> nodes.back(LATE, elsewhere), Thread::startVirtualThread);
        opener.resume(pair.here(), broken.generation(), HEARD);
        await().until(() -> meddling.isHolding(told -> answers(told, broken.generation())));
        meddling.letGo();

        RawClient again = returning.join();
        new NodesSurvivalIT.Ends(opener, pair.here(), again, pair.there()).goOn(HEARD, SAID);
    }

    /// Whoever says that has heard where the other end stands.
    private static boolean answers(BusMessage message, int generation) {
        return message instanceof BusMessage.Refuse
                || (message instanceof BusMessage.Break(var _, var _, var _, int its, var _) && its >= generation);
    }

    /// The acceptor hears that the older channel is over, and of the newer one, in whichever order.
    private static Joined joined(RawClient rival, Joined old) {
        RawClient acceptor = old.acceptor();
        Joined.ask(rival, acceptor);
        var told = List.of(acceptor.message(ServerMessage.class), acceptor.message(ServerMessage.class));
        assertThat(told).contains(new ChannelClosed(null, old.there(), ClosedBy.PEER, "replaced"));
        ChannelOffer offer =
                told.stream()
                        .filter(ChannelOffer.class::isInstance)
                        .map(ChannelOffer.class::cast)
                        .findAny()
                        .orElseThrow();
        return Joined.accept(rival, acceptor, offer);
    }
}
