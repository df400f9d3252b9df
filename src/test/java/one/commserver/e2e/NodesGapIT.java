package one.commserver.e2e;

import static one.commserver.e2e.Pilot.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

/// Chapter 13: what two nodes tell each other gets lost, because Redis dies or stands still.
@Timeout(120)
class NodesGapIT {

    @RegisterExtension static final Nodes nodes = Nodes.open(2);

    /// A former test has had its Redis back, but not each connection of the nodes is: they come back one by one.
    @BeforeEach
    void findEachOtherAgain() {
        await().atMost(RawClient.DEADLINE.multipliedBy(3))
                .untilAsserted(() -> Joined.of(nodes.join(0), nodes.join(1)).works());
    }

    @Test
    void aGapOnTheBusIsABreakThatLosesNothing() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        try (var opener = new Pilot(pair.opener(), pair.here());
                var acceptor = new Pilot(pair.acceptor(), pair.there())) {
            for (int round = 0; round < 3; round++) {
                talk(opener, acceptor);
                nodes.redis.kill();
                opener.say(100);
                acceptor.say(50);
                nodes.restartRedis();
                acceptor.has(opener);
                opener.has(acceptor);
            }
            talk(opener, acceptor);
        }
    }

    @Test
    void aGapAndALostSocketAtOnce() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        try (var opener = new Pilot(pair.opener(), pair.here());
                var acceptor = new Pilot(pair.acceptor(), pair.there())) {
            talk(opener, acceptor);
            nodes.redis.kill();
            pair.opener().cut();
            acceptor.say(100);
            nodes.restartRedis();
            opener.back(nodes.backInTime(0, pair.opener()));
            talk(opener, acceptor);
        }
    }

    @Test
    void whatIsUnderWayWhileRedisStandsStillComesOnceAndInOrder() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        try (var opener = new Pilot(pair.opener(), pair.here());
                var acceptor = new Pilot(pair.acceptor(), pair.there())) {
            talk(opener, acceptor);
            double before = interruptions(0);
            nodes.redis.pause();
            opener.say(500);
            acceptor.say(300);
            await().atMost(RawClient.DEADLINE).until(() -> interruptions(0) > before);
            nodes.redis.resume();
            talk(opener, acceptor);
        }
    }

    /// Nobody waits for an answer that is lost, or is asked for a channel that nobody would hear of. That one device has
    /// rejected it says nothing of the other one.
    @Test
    void offersThatMayBeLostAreTakenBackAtBothEnds() {
        Who bob = Who.anybody();
        RawClient phone = nodes.join(0, bob);
        RawClient tablet = nodes.join(1, bob.instance("tablet"));
        RawClient alice = nodes.join(0);
        Offers.ask(alice, bob.key().identity(), "rejected");
        int rejected = tablet.message(ChannelOffer.class).channel();
        Offers.ask(alice, bob.key().identity(), "waiting");
        int waiting = tablet.message(ChannelOffer.class).channel();
        phone.send(new ChannelReject(null, phone.message(ChannelOffer.class).channel(), null));
        phone.send(new ChannelReject(null, phone.message(ChannelOffer.class).channel(), null));
        double before = interruptions(1);

        nodes.redis.kill();
        tablet.send(new ChannelReject(null, rejected, null));
        await().atMost(RawClient.DEADLINE).until(() -> interruptions(1) > before);
        nodes.restartRedis();

        assertThat(tablet.message(ChannelClosed.class))
                .isEqualTo(new ChannelClosed(null, waiting, ClosedBy.SERVER, "withdrawn"));
        assertThat(List.of(alice.message(ErrorMessage.class), alice.message(ErrorMessage.class)))
                .containsExactlyInAnyOrder(
                        ErrorMessage.of(ErrorCode.PEER_UNREACHABLE, "rejected"),
                        ErrorMessage.of(ErrorCode.PEER_UNREACHABLE, "waiting"));
    }

    private static double interruptions(int node) {
        return nodes.node(node)
                .context()
                .getBean(MeterRegistry.class)
                .get("commserver.relay.bus.gaps")
                .counter()
                .count();
    }
}
