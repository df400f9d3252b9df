package one.commserver.e2e;

import static one.commserver.e2e.Finding.RELAY;
import static one.commserver.e2e.Finding.announced;
import static one.commserver.e2e.Finding.flap;
import static one.commserver.e2e.Finding.subscribe;
import static one.commserver.e2e.Finding.told;
import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairRevoke;
import one.commserver.protocol.PairingMessage.PairRevoked;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Chapter 6, presence: who is told is who is a peer, from the moment of the pairing to its end.
class PresenceOfPeersIT {

    @RegisterExtension static final Server SERVER = Servers.FINDING;

    @Test
    void nobodyElseIsTold() {
        RawClient stranger = SERVER.join();
        RawClient alice = SERVER.join();
        RawClient parted = Invitation.guest(alice, SERVER.join());
        parted.send(new PairRevoke("v", alice.identity()));
        parted.message(PairRevoked.class);
        alice.message(PairRevoked.class);
        RawClient peer = Invitation.guest(alice, SERVER.join());
        RawClient tablet = SERVER.join(alice.who().instance("tablet"));
        assertThat(subscribe(stranger)).isEmpty();
        assertThat(subscribe(parted)).isEmpty();
        assertThat(subscribe(tablet)).isEmpty();
        subscribe(peer);

        announced(alice, RELAY);

        told(peer, alice.identity(), true);
        stranger.isQuiet();
        parted.isQuiet();
        // an identity isn't told of itself
        tablet.isQuiet();
        alice.isQuiet();
    }

    @Test
    void aNewPeerIsToldOfAndOneThatIsNoneAnyMoreIsNot() {
        RawClient inviter = announced(SERVER.join(), RELAY);
        RawClient joiner = announced(SERVER.join(), RELAY);
        subscribe(inviter);
        subscribe(joiner);
        changesAreLookedAt();

        Invitation.of(inviter, 1).join(joiner);

        inviter.message(PairNotice.class);
        told(inviter, joiner.identity(), true);
        told(joiner, inviter.identity(), true);
        inviter.send(new PairRevoke("v", joiner.identity()));
        assertThat(inviter.message(PairRevoked.class).ref()).isEqualTo("v");
        joiner.message(PairRevoked.class);
        announced(inviter);
        announced(joiner);
        inviter.isQuiet();
        joiner.isQuiet();
        // and from the start, should they meet again
        announced(inviter, RELAY);
        changesAreLookedAt();
        Invitation.of(inviter, 1).join(joiner);
        inviter.message(PairNotice.class);
        told(joiner, inviter.identity(), true);
        inviter.isQuiet();
    }

    /// All that has changed so far, since changes stand in line: one that is looked at behind a pairing that was made
    /// meanwhile is told to the new peer at once, perhaps before it hears of the pairing.
    private static void changesAreLookedAt() {
        RawClient watcher = SERVER.join();
        RawClient peer = Invitation.guest(watcher, SERVER.join());
        subscribe(watcher);
        announced(peer, RELAY);
        told(watcher, peer.identity(), true);
    }

    /// The end of the pairing comes while presence changes all the time.
    @Test
    void nothingIsToldBehindTheEndOfAPairing() throws Exception {
        for (int round = 0; round < 20; round++) {
            RawClient watcher = SERVER.join();
            RawClient peer = Invitation.guest(watcher, SERVER.join());
            RawClient tablet = SERVER.join(peer.who().instance("tablet"));
            subscribe(watcher);

            simultaneously(
                    2,
                    i -> {
                        if (i == 0) {
                            flap(tablet, 30);
                        } else {
                            watcher.send(new PairRevoke("v", peer.identity()));
                        }
                        return i;
                    });

            String text = watcher.nextText();
            while (!text.contains("\"pair_revoked\"")) {
                assertThat(text).contains("\"presence\"");
                text = watcher.nextText();
            }
            watcher.isQuiet();
            flap(tablet, 2);
            watcher.isQuiet();
        }
    }
}
