package one.commserver.e2e;

import static one.commserver.e2e.Pilot.talk;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.PairingMessage.PairRevoked;
import one.commserver.protocol.ServerMessage;
import one.commserver.relay.Relay;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Chapters 3 and 8: a session goes on at any node, and its channels with it.
@Timeout(120)
class NodesSessionIT {

    @RegisterExtension static final Nodes nodes = Nodes.open(3);

    /// Where the two are at first, and where the opener goes then, and the acceptor.
    @ParameterizedTest
    @CsvSource({"0, 1, 1, 0", "0, 1, 2, 2", "0, 0, 1, 0", "0, 0, 1, 1", "0, 0, 1, 2", "0, 1, 1, 1", "1, 0, 0, 2"})
    void channelsGoOnWhereverTheirEndsGo(int opening, int accepting, int openerThen, int acceptorThen) {
        Joined pair = Joined.of(nodes.join(opening), nodes.join(accepting));
        nodes.awaitWritten(pair.opener(), 1);
        nodes.awaitWritten(pair.acceptor(), 1);
        try (var opener = new Pilot(pair.opener(), pair.here());
                var acceptor = new Pilot(pair.acceptor(), pair.there())) {
            talk(opener, acceptor);
            move(opener, openerThen);
            talk(opener, acceptor);
            move(acceptor, acceptorThen);
            talk(opener, acceptor);
            // and home again, both at once
            opener.client().cut();
            acceptor.client().cut();
            opener.say(10);
            acceptor.say(10);
            opener.back(nodes.back(opening, opener.client()));
            acceptor.back(nodes.back(accepting, acceptor.client()));
            talk(opener, acceptor);
        }
    }

    @Test
    void whoTakesOverItsOwnSessionAtAnotherNodeKeepsItsChannels() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(0));
        nodes.awaitWritten(pair.opener(), 1);
        try (var opener = new Pilot(pair.opener(), pair.here());
                var acceptor = new Pilot(pair.acceptor(), pair.there())) {
            talk(opener, acceptor);
            for (int i = 1; i < 6; i++) {
                opener.say(20);
                acceptor.say(20);
                opener.back(nodes.back(i % 3, opener.client()));
                talk(opener, acceptor);
            }
        }
    }

    @Test
    void theFormerSocketIsClosedAsReplaced() {
        RawClient phone = nodes.join(0);

        RawClient again = nodes.back(1, phone);

        phone.closed(CloseReason.REPLACED);
        assertThat(again.hello().resumed()).isTrue();
        assertThat(again.token()).isEqualTo(phone.token());
    }

    @Test
    void whoeverTakesTheSlotWithoutTheTokenEndsItsChannelsEverywhere() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));

        RawClient stranger = nodes.join(2, pair.opener().who());

        pair.opener().closed(CloseReason.REPLACED);
        pair.acceptorIsTold(ClosedBy.PEER, "replaced");
        assertThat(stranger.hello().channels()).isEmpty();
    }

    @Test
    void numbersAreNeverGivenAgain() {
        RawClient bob = nodes.join(1);
        RawClient alice = nodes.join(0);
        Joined first = Joined.of(alice, bob);
        first.close(null);
        first.openerIsTold(ClosedBy.CLIENT, "closed");
        first.acceptorIsTold(ClosedBy.PEER, "closed");
        alice.cut();

        Joined second = Joined.of(nodes.back(2, alice), bob);

        assertThat(second.here()).isGreaterThan(first.here());
        second.works();
    }

    @Test
    void anOfferFindsWhoeverHasMoved() {
        RawClient bob = nodes.join(1);
        bob.cut();
        RawClient again = nodes.back(2, bob);
        RawClient alice = nodes.join(0);
        Offers.ask(alice, bob.identity(), "o");

        again.send(new ChannelAccept(null, again.message(ChannelOffer.class).channel(), 0));

        assertThat(alice.nextText()).contains("channel_opened");
    }

    @Test
    void aChannelThatWasClosedMeanwhileIsGone() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(0));
        pair.opener().cut();
        pair.acceptor().message(ChannelInterrupted.class);
        pair.acceptor().send(new ChannelClose("c", pair.there(), "enough"));
        pair.acceptorIsTold(ClosedBy.CLIENT, "enough");

        RawClient again = pair.opener();
        do {
            again = nodes.back(1, again);
        } while (!again.hello().channels().isEmpty());
    }

    /// Before that node knows where the other end is.
    @Test
    void whoClosesAtOnceWhereItHasGoneOnIsHeard() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        nodes.awaitWritten(pair.acceptor(), 1);
        pair.acceptor().cut();

        RawClient again = nodes.back(2, pair.acceptor());
        again.send(new ChannelClose("c", pair.there(), "enough"));

        assertThat(NodesSurvivalIT.behindBreaks(again))
                .isEqualTo(new ChannelClosed("c", pair.there(), ClosedBy.CLIENT, "enough"));
        // its node may hear that there is nothing any more before it hears why
        assertThat(NodesSurvivalIT.behindBreaks(pair.opener()))
                .isIn(
                        new ChannelClosed(null, pair.here(), ClosedBy.PEER, "enough"),
                        new ChannelClosed(null, pair.here(), ClosedBy.PEER, "connection_lost"));
    }

    /// Where it has gone on nobody knows how far the channel had come; the other half does, and waits for its client.
    @Test
    void anAccountThatCannotBeTrueIsRefusedWhenTheOtherEndHasComeBack() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        nodes.awaitWritten(pair.acceptor(), 1);
        pair.opener().cut();
        pair.acceptor().cut();
        RawClient liar = nodes.back(2, pair.acceptor());
        var told =
                CompletableFuture.supplyAsync(
                        () -> inTheEnd(liar, pair.there(), 1_000_000), Thread::startVirtualThread);
        assertThat(told.copy().completeOnTimeout(null, 1, TimeUnit.SECONDS).join())
                .as("while the other end is away")
                .isNull();

        ServerMessage end = behindResumes(nodes.back(0, pair.opener()), pair.here(), 0);

        assertThat(end).isEqualTo(new ChannelClosed(null, pair.here(), ClosedBy.SERVER, "resume_impossible"));
        assertThat(told.join()).isEqualTo(ErrorMessage.of(ErrorCode.RESUME_IMPOSSIBLE, null).onChannel(pair.there()));
    }

    /// The same for a liar, whose own node believes it until it hears from the other one.
    private static ServerMessage inTheEnd(RawClient liar, int channel, long received) {
        ServerMessage next = behindResumes(liar, channel, received);
        return next instanceof ChannelResumed ? liar.message(ServerMessage.class) : next;
    }

    /// What is told once each break was answered with the same account.
    static ServerMessage behindResumes(RawClient client, int channel, long received) {
        client.resume(channel, client.hello().channels().getFirst().generation(), received);
        ServerMessage next = client.message(ServerMessage.class);
        while (next instanceof ChannelInterrupted broken) {
            client.resume(channel, broken.generation(), received);
            next = client.message(ServerMessage.class);
        }
        return next;
    }

    @Test
    void whatIsToldToAnIdentityIsToldAtAllNodes() {
        Who bob = Who.anybody();
        RawClient[] everywhere = {
            nodes.join(0, bob), nodes.join(1, bob.instance("tablet")), nodes.join(2, bob.instance("laptop"))
        };
        var peer = Who.anybody().key().identity();

        relay(0).tell(bob.key().identity(), new PairRevoked(null, peer), null).block(RawClient.DEADLINE);

        for (RawClient one : everywhere) {
            assertThat(one.message(PairRevoked.class).peer()).isEqualTo(peer);
        }
    }

    @Test
    void whoIsPartedAtOneNodeIsPartedAtAll() {
        Joined local = Joined.of(nodes.join(1), nodes.join(1));
        Joined apart = Joined.of(nodes.join(1), nodes.join(2));

        relay(0).part(local.opener().identity(), local.acceptor().identity(), ChannelCloseReason.PAIRING_REVOKED)
                .block(RawClient.DEADLINE);
        relay(0).part(apart.acceptor().identity(), apart.opener().identity(), ChannelCloseReason.PAIRING_REVOKED)
                .block(RawClient.DEADLINE);

        for (Joined pair : new Joined[] {local, apart}) {
            pair.openerIsTold(ClosedBy.SERVER, "pairing_revoked");
            pair.acceptorIsTold(ClosedBy.SERVER, "pairing_revoked");
        }
    }

    /// A dead node says nothing to anybody.
    @Test
    void sessionsSurviveTheirNode() {
        try (var own = Nodes.open(3).start()) {
            Joined local = Joined.of(own.join(0), own.join(0));
            Joined apart = Joined.of(own.join(0), own.join(1));
            try (var a = new Pilot(local.opener(), local.here());
                    var b = new Pilot(local.acceptor(), local.there());
                    var c = new Pilot(apart.opener(), apart.here());
                    var d = new Pilot(apart.acceptor(), apart.there())) {
                talk(a, b);
                talk(c, d);
                for (Joined pair : new Joined[] {local, apart}) {
                    own.awaitWritten(pair.opener(), 1);
                    own.awaitWritten(pair.acceptor(), 1);
                }
                own.die(0);
                d.say(40);
                for (Pilot pilot : new Pilot[] {a, b, c}) {
                    pilot.client().cut();
                    pilot.say(20);
                }
                a.back(own.backInTime(1, a.client()));
                b.back(own.backInTime(2, b.client()));
                c.back(own.backInTime(1, c.client()));
                talk(a, b);
                talk(c, d);
            }
        }
    }

    @Test
    void whoNeverComesBackFromADeadNodeIsGoneForItsPeers() {
        try (var own = Nodes.open(2, "commserver.registry.session-time-to-live=3s").start()) {
            Joined pair = Joined.of(own.join(0), own.join(1));
            own.die(0);

            String last = pair.acceptor().nextText();
            assertThat(last).contains("channel_interrupted");
            while (last.contains("channel_interrupted")) {
                last = pair.acceptor().nextText();
            }
            assertThat(last).contains("channel_closed", "session_expired");
        }
    }

    private static Relay relay(int node) {
        return nodes.node(node).context().getBean(Relay.class);
    }

    private static void move(Pilot pilot, int node) {
        pilot.client().cut();
        pilot.say(15);
        pilot.back(nodes.back(node, pilot.client()));
    }
}
