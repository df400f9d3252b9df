package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Chapter 8, closing: who is told what, and behind what.
class ClosingIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;
    @RegisterExtension static final Server IMPATIENT = Servers.IMPATIENT;

    private static final int FRAMES = 30;

    @Test
    void aCloseComesBehindTheDataAndIsConfirmed() {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());
        sendFrames(pair);

        pair.opener().send(new ChannelClose("c", pair.here(), "all-said"));

        getFrames(pair);
        pair.acceptorIsTold(ClosedBy.PEER, "all-said");
        assertThat(pair.opener().message(ChannelClosed.class))
                .isEqualTo(new ChannelClosed("c", pair.here(), ClosedBy.CLIENT, "all-said"));
    }

    @Test
    void aCloseWaitsForASlowReader() {
        RawClient slow = SERVER.connect(SERVER.dial().receiveBuffer(4096)).login(Who.anybody());
        Joined pair = Joined.of(SERVER.join(), slow);
        slow.stopReading();
        sendFrames(pair);
        pair.opener().send(new ChannelClose("c", pair.here(), null));
        pair.opener().data(pair.here(), new byte[7]);

        slow.resumeReading();

        getFrames(pair);
        pair.acceptorIsTold(ClosedBy.PEER, "closed");
        pair.openerIsTold(ClosedBy.CLIENT, "closed");
        slow.isQuiet();
        pair.opener().isQuiet();
    }

    @Test
    void aCloseDoesNotWaitForEver() {
        RawClient deaf = IMPATIENT.connect(IMPATIENT.dial().receiveBuffer(4096)).login(Who.anybody());
        Joined pair = Joined.of(IMPATIENT.join(), 0, deaf, Stuffing.TIGHT_WINDOW);
        deaf.stopReading();
        Stuffing.fill(pair, Stuffing.TIGHT_WINDOW);

        pair.opener().send(new ChannelClose("c", pair.here(), null));

        pair.openerIsTold(ClosedBy.SERVER, "close_timeout");
        pair.opener().isQuiet();
        deaf.resumeReading();
        Stuffing.skipFrames(deaf);
        pair.opener().isQuiet();
    }

    @Test
    void bothMayCloseAtOnce() {
        for (int i = 0; i < 30; i++) {
            Joined pair = Joined.of(SERVER.join(), SERVER.join());

            pair.opener().send(new ChannelClose("c", pair.here(), "one"));
            pair.acceptor().send(new ChannelClose("d", pair.there(), "other"));

            ChannelClosed atOpener = pair.opener().message(ChannelClosed.class);
            ChannelClosed atAcceptor = pair.acceptor().message(ChannelClosed.class);
            assertThat(atOpener.reason()).isEqualTo(atAcceptor.reason());
            assertThat(atOpener.by()).isNotEqualTo(atAcceptor.by());
            pair.opener().isQuietButForALateClose();
            pair.acceptor().isQuietButForALateClose();
        }
    }

    @Test
    void whatIsClosedIsUnknownAndItsFramesAreDropped() {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());
        pair.close("done");
        pair.openerIsTold(ClosedBy.CLIENT, "done");
        pair.acceptorIsTold(ClosedBy.PEER, "done");

        pair.acceptor().send(new ChannelClose("again", pair.there(), null));
        assertThat(pair.acceptor().error(ErrorCode.UNKNOWN_CHANNEL).ref()).isEqualTo("again");
        pair.opener().data(pair.here(), new byte[100_000]);
        pair.acceptor().data(pair.there(), new byte[0]);
        pair.acceptor().flow(pair.there(), 99, 999);
        pair.opener().flow(pair.here(), 0, 0);

        pair.opener().isQuiet();
        pair.acceptor().isQuiet();
    }

    @Test
    void framesTowardsWhoHasClosedAreDropped() {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());

        pair.close(null);
        for (int i = 0; i < 20; i++) {
            pair.acceptor().data(pair.there(), new byte[10]);
        }

        Received first = pair.opener().next();
        while (first instanceof Received.Binary) {
            first = pair.opener().next();
        }
        assertThat(first)
                .isInstanceOfSatisfying(
                        Received.Text.class, text -> assertThat(text.json()).contains("channel_closed"));
        pair.acceptorIsTold(ClosedBy.PEER, "closed");
        pair.acceptor().isQuiet();
        pair.opener().isQuiet();
    }

    @Test
    void aClosedConnectionClosesBehindItsData() {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());
        sendFrames(pair);

        pair.opener().leave();

        getFrames(pair);
        pair.acceptorIsTold(ClosedBy.PEER, "connection_closed");
    }

    @Test
    void theAcceptorsEndIsNoDifferent() {
        RawClient opener = SERVER.join();
        Joined closed = Joined.of(opener, SERVER.join());

        closed.acceptor().leave();
        closed.openerIsTold(ClosedBy.PEER, "connection_closed");
    }

    @Test
    void aReplacedConnectionClosesBehindItsData() {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());
        sendFrames(pair);
        pair.opener().isQuiet();

        SERVER.join(pair.opener().who());

        pair.opener().closed(CloseReason.REPLACED);
        getFrames(pair);
        pair.acceptorIsTold(ClosedBy.PEER, "replaced");
    }

    private static void sendFrames(Joined pair) {
        for (int i = 0; i < FRAMES; i++) {
            byte[] payload = new byte[30_000];
            payload[0] = (byte) i;
            pair.opener().data(pair.here(), payload);
        }
    }

    private static void getFrames(Joined pair) {
        for (int i = 0; i < FRAMES; i++) {
            byte[] payload = pair.acceptor().data(pair.there());
            assertThat(payload).hasSize(30_000).startsWith((byte) i);
        }
    }
}
