package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.ServerMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Chapter 4: what an older connection had told is on its way between two nodes while a newer one, which has come to
/// the node of their peer or to a third one, has its slot already.
@Timeout(120)
class NodesLateIT {

    private static final Meddling meddling = new Meddling();
    @RegisterExtension static final Nodes nodes = Nodes.open(2);

    /// The one that is meddled with.
    private static final int LATE = 2;

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

    /// It was told nothing of the newer connection that its peer has at its own node.
    @Test
    void whatAnOlderConnectionAcceptsIsNotJoined() {
        RawClient opener = nodes.join(0);
        RawClient late = nodes.join(LATE);
        Joined.ask(opener, late);
        ChannelOffer offer = late.message(ChannelOffer.class);
        meddling.hold();
        late.send(new ChannelAccept("a", offer.channel(), Joined.WINDOW));
        await().until(meddling::isHolding);

        RawClient rival = nodes.join(0, late.who());
        late.closed(CloseReason.REPLACED);
        Joined.of(rival, opener).works();
        meddling.letGo();

        assertThat(opener.message(ErrorMessage.class).code()).isEqualTo(ErrorCode.PEER_UNREACHABLE.wireName());
        opener.isQuiet();
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
