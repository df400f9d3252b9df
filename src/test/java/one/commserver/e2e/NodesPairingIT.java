package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairRevoke;
import one.commserver.protocol.PairingMessage.PairRevoked;
import one.commserver.protocol.ServerMessage;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Chapter 7 at several nodes: what is decided at one is heard at all, once, also if nobody learns that it was decided.
@Timeout(120)
class NodesPairingIT {

    /// A node whose steps are done and never confirmed, as there is no replica.
    private static final int UNSURE = 2;

    @RegisterExtension static final Nodes nodes = Nodes.of(2);

    @BeforeAll
    static void addTheUnsureOne() {
        nodes.add("commserver.redis.replicas=1", "commserver.redis.command-timeout=4s");
    }

    @Test
    void whoPartsIsToldOnceAtAllNodes() {
        RawClient alice = nodes.join(0);
        RawClient tablet = nodes.join(1, alice.who().instance("tablet"));
        RawClient bob = Invitation.guest(alice, nodes.join(1));
        tablet.message(PairNotice.class);
        Joined apart = Joined.of(alice, bob);

        bob.send(new PairRevoke("v", alice.identity()));

        told(alice, closed(apart.here()), new PairRevoked(null, bob.identity()));
        told(bob, closed(apart.there()), new PairRevoked("v", alice.identity()));
        told(tablet, new PairRevoked(null, bob.identity()));
        for (RawClient one : new RawClient[] {alice, tablet, bob}) {
            one.isQuiet();
        }
    }

    @Test
    void aPairingWhoseEndWasNotConfirmedHasNoChannelsLeft() {
        RawClient alice = nodes.join(0);
        RawClient bob = Invitation.guest(alice, nodes.join(0));
        Joined local = Joined.of(alice, bob);
        RawClient tablet = nodes.join(UNSURE, bob.who().instance("tablet"));
        Joined apart = Joined.of(tablet, alice);

        tablet.send(new PairRevoke("v", alice.identity()));

        told(alice, closed(local.here()), closed(apart.there()), new PairRevoked(null, bob.identity()));
        told(bob, closed(local.there()), new PairRevoked(null, alice.identity()));
        told(tablet, closed(apart.here()), ErrorMessage.of(ErrorCode.UNAVAILABLE, "v"));
        tablet.send(new PairRevoke("again", alice.identity()));
        assertThat(tablet.error(ErrorCode.UNAVAILABLE).ref()).isEqualTo("again");
        alice.isQuiet();
        bob.isQuiet();
    }

    /// What ends at the same moment is told in any order.
    private static void told(RawClient client, ServerMessage... messages) {
        List<ServerMessage> told = new ArrayList<>();
        for (int i = 0; i < messages.length; i++) {
            ServerMessage next = client.message(ServerMessage.class);
            // how long to wait isn't the question here
            told.add(
                    next instanceof ErrorMessage error
                            ? ErrorMessage.of(ErrorCode.valueOf(error.code().toUpperCase(Locale.ROOT)), error.ref())
                            : next);
        }
        assertThat(told).containsExactlyInAnyOrder(messages);
    }

    private static ChannelClosed closed(int channel) {
        return new ChannelClosed(null, channel, ClosedBy.SERVER, "pairing_revoked");
    }
}
