package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Digests;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairRevoke;
import one.commserver.protocol.PairingMessage.PairRevoked;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/// Who may call whom, where the news of it don't arrive: at sessions that are nowhere just then, and at nodes that miss
/// them.
@Timeout(120)
class NodesRevocationIT {

    @Test
    void whoeverWasNowhereWhenItsPairingWasRevokedLosesTheChannel() {
        try (var nodes = Nodes.of(3).start()) {
            RawClient alice = nodes.join(0);
            RawClient tablet = nodes.join(1, alice.who().instance("tablet"));
            RawClient bob = Invitation.guest(alice, nodes.join(0));
            tablet.message(PairNotice.class);
            Joined.of(alice, bob).works();
            nodes.awaitWritten(alice, 1);
            nodes.awaitWritten(bob, 1);
            nodes.die(0);
            alice.cut();
            bob.cut();
            tablet.send(new PairRevoke("v", bob.identity()));
            tablet.message(PairRevoked.class);

            RawClient aliceAgain = nodes.backInTime(1, alice);
            RawClient bobAgain = nodes.backInTime(2, bob);

            // their nodes may hear of the other end that it has nothing any more before they have asked for the pairing
            closed(aliceAgain, "pairing_revoked", "connection_lost");
            closed(bobAgain, "pairing_revoked", "connection_lost");
        }
    }

    @Test
    void whatANodeHasMissedItLearnsOnceItNoticesThat() {
        try (var nodes = Nodes.of(3).start()) {
            RawClient alice = nodes.join(0);
            RawClient bob = Invitation.guest(alice, nodes.join(1));
            Joined.of(alice, bob).works();
            RawClient carol = Invitation.guest(alice, nodes.join(0));
            Joined.of(alice, carol).works();
            RawClient dave = nodes.join(1);
            Joined unconcerned = Joined.of(dave, Invitation.guest(dave, nodes.join(1)));

            // her pairings end, nobody is told, and then something is missing
            nodes.redis.ask("DEL cs:{" + hash(alice) + "}:joiners");
            nodes.die(2);

            closed(bob, "pairing_revoked");
            closed(carol, "pairing_revoked");
            closed(alice, "pairing_revoked");
            closed(alice, "pairing_revoked");
            unconcerned.works();
        }
    }

    @Test
    void aChannelOnProbationStaysOnProbationWhereverItsEndsGo() {
        try (var nodes = Nodes.of(2, "commserver.pairing.probation=8s").start()) {
            RawClient inviter = nodes.join(0);
            RawClient stranger = nodes.join(0);
            call(Invitation.of(inviter, 1), stranger, inviter);
            nodes.awaitWritten(inviter, 1);
            nodes.awaitWritten(stranger, 1);
            nodes.die(0);
            inviter.cut();
            stranger.cut();

            RawClient inviterAgain = nodes.backInTime(1, inviter);
            RawClient strangerAgain = nodes.backInTime(1, stranger);

            closed(strangerAgain, "not_paired");
            closed(inviterAgain, "not_paired");
        }
    }

    private static void call(Invitation invitation, RawClient opener, RawClient inviter) {
        invitation.call(opener, "o");
        inviter.send(new ChannelAccept(null, inviter.message(ChannelOffer.class).channel(), 0));
        opener.message(ChannelOpened.class);
    }

    private static void closed(RawClient client, String... reasons) {
        String text = client.nextText();
        while (!text.contains("channel_closed")) {
            text = client.nextText();
        }
        assertThat(text).containsAnyOf(Stream.of(reasons).map(reason -> '"' + reason + '"').toArray(String[]::new));
    }

    private static String hash(RawClient client) {
        return Digests.sha256(client.identity().wire().getBytes(StandardCharsets.US_ASCII)).toBase64Url();
    }
}
