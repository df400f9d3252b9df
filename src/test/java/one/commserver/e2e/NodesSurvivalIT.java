package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ServerMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.concurrent.CompletableFuture;

/// Chapter 8, survival, where the ends of a channel are at two nodes.
@Timeout(120)
class NodesSurvivalIT implements SurvivalContract {

    @RegisterExtension static final Nodes nodes = Nodes.open(2, "commserver.registry.session-time-to-live=15s");

    @Override
    public Joined pair() {
        return Joined.of(nodes.join(0), nodes.join(1)).settled();
    }

    @Override
    public RawClient back(RawClient opener) {
        return nodes.back(0, opener);
    }

    @Test
    void bothEndsMayBeAwayAtOnce() {
        Joined before = pair();
        before.works();
        before.opener().cut();
        before.acceptor().cut();

        RawClient opener = back(before.opener());
        RawClient acceptor = nodes.back(1, before.acceptor());

        Ends ends = new Ends(opener, before.here(), acceptor, before.there());
        ends.goOn(7, 8).works();
    }

    @Test
    void breaksCostNoCredit() {
        Joined pair = pair();
        byte[] frame = new byte[(int) Joined.WINDOW / 4 - 5];
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 4; i++) {
                pair.say(frame);
            }
            pair.opener().cut();
            RawClient again = back(pair.opener());
            pair = new Ends(again, pair.here(), pair.acceptor(), pair.there()).goOn(0, 0);
        }
        for (int i = 0; i < 3; i++) {
            Joined.of(nodes.join(0), pair.acceptor());
        }
        pair.acceptor().isQuiet();
    }

    /// What was passed on to the acceptor are two frames of 6 bytes, of which it has confirmed the first.
    @ParameterizedTest
    @CsvSource({"2, 13", "2, 5", "2, 9007199254740991", "3, 12"})
    void anAccountThatCannotBeTrueEndsTheChannel(int generation, long received) {
        Joined before = pair();
        before.say(new byte[] {1});
        before.say(new byte[] {2});
        before.acceptor().flow(before.there(), 6, Joined.WINDOW);
        before.opener().flow(before.here());
        before.opener().cut();
        before.acceptor().interrupted(before.there(), 2);
        RawClient again = back(before.opener());

        before.acceptor().resume(before.there(), generation, received);

        assertThat(before.acceptor().error(ErrorCode.RESUME_IMPOSSIBLE).channel()).isEqualTo(before.there());
        before.acceptorIsTold(ClosedBy.SERVER, "resume_impossible");
        assertThat(again.message(ChannelClosed.class).reason()).isEqualTo("resume_impossible");
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
        while (!again.hello().channels().isEmpty()) {
            again = back(again);
        }
    }

    @Test
    void whoDoesNotComeBackIsTold() {
        try (var own = Nodes.open(2, "commserver.registry.session-time-to-live=3s").start()) {
            Joined pair = Joined.of(own.join(0), own.join(1)).settled();
            pair.opener().cut();
            pair.acceptor().interrupted(pair.there(), 2);

            assertThat(behindBreaks(pair.acceptor()))
                    .isEqualTo(new ChannelClosed(null, pair.there(), ClosedBy.PEER, "session_expired"));
        }
    }

    /// Nodes may tell more breaks of a channel that is interrupted.
    static ChannelClosed behindBreaks(RawClient client) {
        ServerMessage message = client.message(ServerMessage.class);
        while (message instanceof ChannelInterrupted) {
            message = client.message(ServerMessage.class);
        }
        return (ChannelClosed) message;
    }

    /// Two ends of an interrupted channel, each of which answers every break until the channel goes on.
    record Ends(RawClient opener, int here, RawClient acceptor, int there) {

        /// @param openerHas what the opener has received
        /// @param acceptorHas what the acceptor has
        Joined goOn(long openerHas, long acceptorHas) {
            known(opener, here, openerHas);
            known(acceptor, there, acceptorHas);
            var opening =
                    CompletableFuture.supplyAsync(() -> resumed(opener, here, openerHas), Thread::startVirtualThread);
            ChannelResumed atAcceptor = resumed(acceptor, there, acceptorHas);
            ChannelResumed atOpener = opening.join();
            while (atOpener.generation() != atAcceptor.generation()) {
                if (atOpener.generation() < atAcceptor.generation()) {
                    atOpener = resumed(opener, here, openerHas);
                } else {
                    atAcceptor = resumed(acceptor, there, acceptorHas);
                }
            }
            assertThat(atOpener.received()).isEqualTo(acceptorHas);
            assertThat(atAcceptor.received()).isEqualTo(openerHas);
            return new Joined(opener, here, acceptor, there);
        }

        private static void known(RawClient client, int channel, long received) {
            client.hello().channels().stream()
                    .filter(summary -> summary.channel() == channel)
                    .forEach(summary -> client.resume(channel, summary.generation(), received));
        }

        private static ChannelResumed resumed(RawClient client, int channel, long received) {
            while (true) {
                ServerMessage message = client.message(ServerMessage.class);
                if (message instanceof ChannelResumed resumed && resumed.channel() == channel) {
                    return resumed;
                }
                assertThat(message).isInstanceOf(ChannelInterrupted.class);
                client.resume(channel, ((ChannelInterrupted) message).generation(), received);
            }
        }
    }
}
