package one.commserver.e2e;

import static one.commserver.e2e.Finding.RELAY;
import static one.commserver.e2e.Finding.announce;
import static one.commserver.e2e.Finding.announced;
import static one.commserver.e2e.Finding.flap;
import static one.commserver.e2e.Finding.subscribe;
import static one.commserver.e2e.Finding.told;
import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.protocol.DiscoveryMessage.Presence;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribe;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribed;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.ServerMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Chapter 6, presence: peers are told who is there, without a gap.
class PresenceIT {

    @RegisterExtension static final Server SERVER = Servers.FINDING;
    @RegisterExtension static final Server CURT = Servers.CURT;

    @Test
    void firstWhoIsThereThenWhatChanges() {
        RawClient watcher = SERVER.join();
        RawClient there = announced(Invitation.guest(watcher, SERVER.join()), RELAY);
        RawClient silent = Invitation.guest(watcher, SERVER.join());

        assertThat(subscribe(watcher)).containsExactly(there.identity());

        announced(silent, RELAY);
        told(watcher, silent.identity(), true);
        announced(there, RELAY, Finding.SOCKET);
        announced(there);
        told(watcher, there.identity(), false);
        announced(there, RELAY);
        told(watcher, there.identity(), true);
        there.leave();
        told(watcher, there.identity(), false);
        watcher.isQuiet();
    }

    @Test
    void anExpiredAnnouncementIsADeparture() {
        RawClient watcher = SERVER.join();
        RawClient peer = Invitation.guest(watcher, SERVER.join());
        subscribe(watcher);

        // long enough for the arrival to be told before
        Instant expires = announce(peer, 3, RELAY);

        told(watcher, peer.identity(), true);
        told(watcher, peer.identity(), false);
        assertThat(Instant.now()).isAfterOrEqualTo(expires);
    }

    @Test
    void anIdentityIsThereWhileOneOfItsDevicesIs() {
        RawClient watcher = SERVER.join();
        RawClient phone = Invitation.guest(watcher, announced(SERVER.join(), RELAY));
        RawClient tablet = announced(SERVER.join(phone.who().instance("tablet")), RELAY);
        assertThat(subscribe(watcher)).containsExactly(phone.identity());

        phone.leave();
        watcher.isQuiet();
        tablet.leave();

        told(watcher, phone.identity(), false);
    }

    /// Who is lost at the same time and doesn't come back is gone first: the other one would have gone with it.
    @Test
    void aReconnectIsNoDepartureAndWhoStaysAwayIsGone() {
        RawClient watcher = SERVER.join();
        RawClient returns = Invitation.guest(watcher, announced(SERVER.join(), RELAY));
        RawClient stays = Invitation.guest(watcher, announced(SERVER.join(), RELAY));
        assertThat(subscribe(watcher)).hasSize(2);

        returns.cut();
        RawClient again = announced(SERVER.join(returns.who().session(returns.token())), RELAY);
        stays.cut();

        told(watcher, stays.identity(), false);
        watcher.isQuiet();
        again.leave();
        told(watcher, returns.identity(), false);
    }

    @Test
    void whoComesBackAndDoesNotAnnounceGoesWithTheOldLink() {
        RawClient watcher = SERVER.join();
        RawClient peer = Invitation.guest(watcher, announced(SERVER.join(), RELAY));
        subscribe(watcher);

        peer.cut();
        RawClient again = SERVER.join(peer.who().session(peer.token()));

        told(watcher, peer.identity(), false);
        again.isQuiet();
    }

    /// The former session would have kept it for a quarter of an hour.
    @Test
    void whoBeginsAnewHasAnnouncedNothing() {
        RawClient watcher = CURT.join();
        RawClient peer = Invitation.guest(watcher, announced(CURT.join(), RELAY));
        subscribe(watcher);

        peer.cut();
        RawClient anew = CURT.join(peer.who());

        told(watcher, peer.identity(), false);
        announced(anew, RELAY);
        told(watcher, peer.identity(), true);
    }

    @Test
    void whoSubscribesAgainIsToldEverythingAgain() {
        RawClient watcher = SERVER.join();
        RawClient peer = announced(Invitation.guest(watcher, SERVER.join()), RELAY);

        assertThat(subscribe(watcher)).containsExactly(peer.identity());
        assertThat(subscribe(watcher)).containsExactly(peer.identity());
        announced(peer);

        told(watcher, peer.identity(), false);
        watcher.isQuiet();
        assertThat(subscribe(watcher)).isEmpty();
    }

    @Test
    void aSubscriptionEndsWithItsConnection() {
        RawClient watcher = SERVER.join();
        RawClient peer = announced(Invitation.guest(watcher, SERVER.join()), RELAY);
        subscribe(watcher);
        double before = subscribers();
        watcher.cut();

        RawClient again = SERVER.join(watcher.who().session(watcher.token()));

        announced(peer);
        again.isQuiet();
        Instant deadline = Instant.now().plus(RawClient.DEADLINE);
        while (subscribers() >= before) {
            assertThat(Instant.now()).isBefore(deadline);
            again.isQuiet();
        }
        assertThat(subscribe(again)).isEmpty();
    }

    /// Peers come and go while others subscribe: what everybody believes in the end is true, and nobody is told
    /// twice of the same.
    @Test
    void noChangeIsMissedWhileOneSubscribes() throws Exception {
        int peers = 6;
        int watchers = 6;
        RawClient inviter = SERVER.join();
        Invitation invitation = Invitation.of(inviter, peers);
        List<RawClient> all = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            RawClient peer = SERVER.join();
            invitation.join(peer);
            inviter.message(PairNotice.class);
            all.add(peer);
        }
        List<RawClient> watching = new ArrayList<>();
        for (int i = 0; i < watchers; i++) {
            watching.add(SERVER.join(inviter.who().instance("watcher" + i)));
        }
        Map<Identity, Boolean> expected = new HashMap<>();
        for (int i = 0; i < peers; i++) {
            expected.put(all.get(i).identity(), i % 2 == 0);
        }

        List<Map<Identity, Boolean>> seen =
                simultaneously(
                        peers + watchers,
                        i -> {
                            if (i < peers) {
                                // ends there if its number is even
                                flap(all.get(i), 100 + i % 2);
                                return expected;
                            }
                            return watch(watching.get(i - peers), expected.keySet());
                        });

        for (int i = 0; i < watchers; i++) {
            settle(watching.get(i), seen.get(peers + i), expected);
        }
    }

    @Test
    void whoDoesNotReadIsEndedAndHarmsNobody() {
        RawClient watcher = CURT.join();
        RawClient hostile = CURT.connect(CURT.dial().receiveBuffer(4096)).login(watcher.who().instance("hostile"));
        RawClient peer = Invitation.guest(watcher, CURT.join());
        hostile.message(PairNotice.class);
        subscribe(watcher);
        subscribe(hostile);
        hostile.stopReading();
        byte[] ask = Frames.text("{\"type\":\"presence_subscribe\",\"ref\":\"" + "\\ud83d\\ude00".repeat(64) + "\"}");
        byte[] hundred = new byte[0];
        for (int i = 0; i < 100; i++) {
            hundred = Frames.joined(hundred, ask);
        }

        try {
            for (int i = 0; i < 5_000; i++) {
                hostile.raw(hundred);
                announced(peer, RELAY);
                told(watcher, peer.identity(), true);
                announced(peer);
                told(watcher, peer.identity(), false);
            }
            throw new AssertionError("the server goes on taking");
        } catch (UncheckedIOException ended) {
            watcher.isQuiet();
        }
        announced(peer, RELAY);
        told(watcher, peer.identity(), true);
    }

    @Test
    void whoSubscribesWithoutEndHasToWait() {
        RawClient watcher = SERVER.join();
        ServerMessage answer;
        int subscribed = -1;
        do {
            subscribed++;
            watcher.send(new PresenceSubscribe("s"));
            answer = watcher.message(ServerMessage.class);
        } while (answer instanceof PresenceSubscribed);

        assertThat(subscribed).isGreaterThanOrEqualTo(60);
        assertThat(answer)
                .isInstanceOfSatisfying(
                        ErrorMessage.class,
                        error -> {
                            assertThat(error.code()).isEqualTo(ErrorCode.DISCOVER_THROTTLED.wireName());
                            assertThat(error.ref()).isEqualTo("s");
                            assertThat(error.retryAfterMs()).isNotNull();
                        });
        RawClient other = SERVER.join();
        other.send(new PresenceSubscribe("o"));
        assertThat(other.message(PresenceSubscribed.class).ref()).isEqualTo("o");
    }

    /// Subscribes several times, and returns what it then believes of all.
    private static Map<Identity, Boolean> watch(RawClient watcher, Set<Identity> peers) {
        Map<Identity, Boolean> view = new HashMap<>();
        peers.forEach(peer -> view.put(peer, false));
        for (int i = 0; i < 10; i++) {
            watcher.send(new PresenceSubscribe("s" + i));
            readSubscribed(watcher, "s" + i, view);
        }
        return view;
    }

    /// Looks on until all is as expected; nothing is told twice.
    private static void settle(RawClient watcher, Map<Identity, Boolean> view, Map<Identity, Boolean> expected) {
        while (!view.equals(expected)) {
            Presence next = watcher.message(Presence.class);
            assertThat(view.put(next.identity(), next.online())).isNotEqualTo(next.online());
        }
    }

    /// Up to the answer of that name.
    private static void readSubscribed(RawClient watcher, String ref, Map<Identity, Boolean> view) {
        while (true) {
            switch (RawClient.CODEC.decodeServer(watcher.nextText())) {
                case Presence presence -> view.put(presence.identity(), presence.online());
                case PresenceSubscribed subscribed -> {
                    assertThat(subscribed.ref()).isEqualTo(ref);
                    return;
                }
                default -> throw new AssertionError("only presence was asked for");
            }
        }
    }

    private static double subscribers() {
        return gauge(SERVER, "commserver.discovery.subscribers");
    }

    private static double gauge(Server server, String name) {
        return server.context().getBean(io.micrometer.core.instrument.MeterRegistry.class).get(name).gauge().value();
    }
}
