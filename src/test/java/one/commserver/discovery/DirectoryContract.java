package one.commserver.discovery;

import static one.commserver.discovery.DirectoryScene.MILLISECOND;
import static one.commserver.discovery.DirectoryScene.TIME_TO_LIVE;
import static one.commserver.discovery.DirectoryScene.endpoint;
import static one.commserver.discovery.DirectoryScene.get;
import static one.commserver.discovery.DirectoryScene.slot;
import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.discovery.Directory.Found;
import one.commserver.discovery.Directory.Outcome;
import one.commserver.discovery.Directory.Presence;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryScene;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What every directory has to pass.
///
/// Spec: chapter 6.
public interface DirectoryContract extends DirectoryScene.Factory {

    @Test
    default void whoNeverAnnouncedIsNotThere() {
        var scene = new DirectoryScene(this);

        assertThat(scene.find()).isEqualTo(Found.NOTHING);
        assertThat(scene.online()).isFalse();
        scene.lost(scene.phone(1));
        scene.end(scene.phone(1));
        scene.withdraw(scene.phone(1));
        assertThat(scene.find()).isEqualTo(Found.NOTHING);
        assertThat(scene.told).isEmpty();
    }

    @Test
    default void whatIsAnnouncedIsFoundAsItIs() {
        var scene = new DirectoryScene(this);
        var first = new Endpoint(Transport.UDP, "relay.example:99", 3);
        var second = new Endpoint(Transport.BLE, "watch", null);

        assertThat(get(scene.directory.announce(scene.phone(1), List.of(first, second), scene.in(TIME_TO_LIVE))))
                .isEqualTo(Outcome.DONE);

        assertThat(scene.find().online()).isTrue();
        assertThat(scene.find().key()).isNull();
        assertThat(scene.find().endpoints())
                .containsExactlyInAnyOrder(
                        new FoundEndpoint("phone", Transport.UDP, "relay.example:99", 3),
                        new FoundEndpoint("phone", Transport.BLE, "watch", null));
        assertThat(scene.told).containsExactly(scene.identity);
    }

    @Test
    default void nothingHappensUnlessItIsSubscribedTo() {
        var scene = new DirectoryScene(this);

        var unused = scene.directory.announce(scene.phone(1), List.of(endpoint(1)), scene.in(TIME_TO_LIVE));

        assertThat(unused).isNotNull();
        assertThat(scene.online()).isFalse();
    }

    @Test
    default void theNextAnnouncementReplacesTheLast() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1);
        scene.announce(scene.phone(1), 2);
        assertThat(scene.found()).containsExactly("phone 2");

        scene.withdraw(scene.phone(1));

        assertThat(scene.find()).isEqualTo(Found.NOTHING);
        assertThat(scene.online()).isFalse();
        assertThat(scene.told).containsExactly(scene.identity, scene.identity);
    }

    @Test
    default void eachDeviceHasItsOwn() {
        var scene = new DirectoryScene(this);
        Registration tablet = slot(scene.identity, "tablet", 2);
        scene.announce(scene.phone(1), 1);
        scene.announce(tablet, 2);
        scene.announce(slot(RegistryScene.newIdentity(), "phone", 3), 3);
        assertThat(scene.found()).containsExactly("phone 1", "tablet 2");
        Presence before = scene.presence();

        scene.end(scene.phone(1));
        assertThat(scene.found()).containsExactly("tablet 2");
        assertThat(scene.presence()).isEqualTo(before);

        scene.end(tablet);
        assertThat(scene.online()).isFalse();
    }

    @Test
    default void anAnnouncementEndsExactlyWhenItExpires() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1, Duration.ofSeconds(10));
        scene.time.advance(Duration.ofSeconds(10).minus(MILLISECOND));
        assertThat(scene.online()).isTrue();

        scene.time.advance(MILLISECOND);

        assertThat(scene.presence().online()).isFalse();
        assertThat(scene.find()).isEqualTo(Found.NOTHING);
    }

    @Test
    default void whatHasEndedByTimeIsToldWithoutAnybodyAsking() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1, Duration.ofSeconds(10));
        scene.told.clear();
        scene.time.advance(Duration.ofSeconds(10));

        scene.tick();

        assertThat(scene.told).containsExactly(scene.identity);
        scene.tick();
        assertThat(scene.told).hasSize(1);
    }

    @Test
    default void toRenewIsToAnnounceAgain() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1, Duration.ofSeconds(10));
        scene.time.advance(Duration.ofSeconds(5));
        scene.announce(scene.phone(1), 1, Duration.ofSeconds(10));
        scene.time.advance(Duration.ofSeconds(9));
        scene.tick();

        assertThat(scene.online()).isTrue();
        assertThat(scene.told).hasSize(1);
        scene.time.advance(Duration.ofSeconds(1));
        assertThat(scene.online()).isFalse();
    }

    @Test
    default void aLostLinkHidesItsEndpointsAndKeepsThePresence() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1);
        Presence before = scene.presence();

        scene.lost(scene.phone(1));

        assertThat(scene.found()).isEmpty();
        assertThat(scene.presence()).isEqualTo(before);
        scene.time.advance(TIME_TO_LIVE.minus(MILLISECOND));
        scene.tick();
        assertThat(scene.online()).isTrue();
        assertThat(scene.told).hasSize(1);
        scene.time.advance(MILLISECOND);
        assertThat(scene.online()).isFalse();
        assertThat(scene.presence().version()).isGreaterThan(before.version());
    }

    @Test
    default void losingItAgainDoesNotKeepItLonger() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1);
        scene.lost(scene.phone(1));
        scene.time.advance(TIME_TO_LIVE.minus(MILLISECOND));

        scene.lost(scene.phone(2));
        scene.time.advance(MILLISECOND);

        assertThat(scene.online()).isFalse();
    }

    @Test
    default void aLostAnnouncementStillExpires() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1, Duration.ofSeconds(10));
        scene.lost(scene.phone(1));

        scene.time.advance(Duration.ofSeconds(10));

        assertThat(scene.online()).isFalse();
    }

    @Test
    default void whoAnnouncesAgainIsBackAndNothingIsTold() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1);
        Presence before = scene.presence();
        scene.lost(scene.phone(1));
        scene.announce(scene.phone(2), 2);
        // the end of the old link is noticed late
        scene.lost(scene.phone(1));
        scene.time.advance(TIME_TO_LIVE);
        scene.tick();

        assertThat(scene.found()).containsExactly("phone 2");
        assertThat(scene.presence()).isEqualTo(before);
        assertThat(scene.told).hasSize(1);
        scene.lost(scene.phone(2));
        scene.announce(scene.phone(2), 3);
        assertThat(scene.found()).containsExactly("phone 3");
    }

    @Test
    default void aSessionWithoutALinkMayHaveNoTimeToLive() {
        var scene = new DirectoryScene(this, org.springframework.util.unit.DataSize.ofMegabytes(64), Duration.ZERO);
        scene.announce(scene.phone(1), 1);

        scene.lost(scene.phone(1));

        assertThat(scene.online()).isFalse();
        assertThat(scene.told).hasSize(2);
    }

    @Test
    default void whatIsSaidForAnOlderEpochChangesNothing() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(5), 5);
        Presence before = scene.presence();

        scene.announce(scene.phone(4), 4);
        scene.withdraw(scene.phone(4));
        scene.lost(scene.phone(4));
        scene.end(scene.phone(4));

        assertThat(scene.found()).containsExactly("phone 5");
        assertThat(scene.presence()).isEqualTo(before);
        assertThat(scene.told).hasSize(1);
        // a session's end counts also when its last link has announced nothing
        scene.end(scene.phone(6));
        assertThat(scene.online()).isFalse();
    }

    @Test
    default void ofLostAnnouncementsAnIdentityKeepsAFew() {
        var scene = new DirectoryScene(this);
        for (int i = 0; i <= DirectoryScene.LOST; i++) {
            scene.announce(slot(scene.identity, "device" + i, i), i);
        }
        for (int i = 0; i <= DirectoryScene.LOST; i++) {
            scene.lost(slot(scene.identity, "device" + i, i));
            scene.time.advance(MILLISECOND);
        }
        for (int i = 1; i <= DirectoryScene.LOST; i++) {
            assertThat(scene.online()).isTrue();
            scene.end(slot(scene.identity, "device" + i, i));
        }

        // the first one has gone before
        assertThat(scene.online()).isFalse();
    }

    @Test
    default void versionsRiseAlsoWhileNothingIsKnown() {
        var scene = new DirectoryScene(this);
        List<Long> versions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            versions.add(scene.presence().version());
            scene.announce(scene.phone(1), i);
            versions.add(scene.presence().version());
            scene.announce(slot(RegistryScene.newIdentity(), "phone", 1), i);
            assertThat(scene.presence().version()).isEqualTo(versions.getLast());
            scene.end(scene.phone(1));
            scene.publish(scene.key(1, scene.in(Duration.ofSeconds(1))));
            scene.time.advance(Duration.ofSeconds(1));
        }

        assertThat(versions).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void theLastKeyIsFoundUntilItExpires() {
        var scene = new DirectoryScene(this);
        SealingKey first = scene.key(1, scene.in(Duration.ofDays(30)));
        SealingKey second = scene.key(2, scene.in(Duration.ofDays(1)));
        assertThat(scene.publish(first)).isEqualTo(Outcome.DONE);
        assertThat(scene.find()).isEqualTo(new Found(false, List.of(), first));
        assertThat(scene.publish(second)).isEqualTo(Outcome.DONE);
        scene.announce(scene.phone(1), 1);
        scene.end(scene.phone(1));
        scene.time.advance(Duration.ofDays(1).minus(MILLISECOND));
        assertThat(scene.find()).isEqualTo(new Found(false, List.of(), second));

        scene.time.advance(MILLISECOND);

        assertThat(scene.find()).isEqualTo(Found.NOTHING);
    }

    @Test
    default void atMostSoManyAreFound() {
        var scene = new DirectoryScene(this);
        for (int device = 0; device < 40; device++) {
            List<Endpoint> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(endpoint(8 * device + i));
            }
            get(scene.directory.announce(slot(scene.identity, "d" + device, 1), all, scene.in(TIME_TO_LIVE)));
        }

        assertThat(scene.found()).hasSize(256).doesNotHaveDuplicates();
    }

    /// Whoever reads behind each notice knows the last state of everybody, whatever happened at once.
    @Test
    default void behindTheLastNoticeTheReaderKnowsTheLastState() throws Exception {
        var scene = new DirectoryScene(this);
        List<Identity> identities = List.of(scene.identity, RegistryScene.newIdentity(), RegistryScene.newIdentity());
        Map<Identity, Presence> seen = new ConcurrentHashMap<>();
        scene.directory.onChange(identity ->
                seen.merge(
                        identity,
                        get(scene.directory.presence(identity)),
                        (one, other) -> one.version() > other.version() ? one : other));

        simultaneously(
                24,
                i -> {
                    Registration registration = slot(identities.get(i % 3), "d" + i % 6, 1);
                    for (int round = 0; round < 200; round++) {
                        switch ((i + round) % 4) {
                            case 0, 1 -> scene.announce(registration, round);
                            case 2 -> scene.withdraw(registration);
                            default -> scene.end(registration);
                        }
                    }
                    return i;
                });

        Map<Identity, Presence> last = new HashMap<>();
        identities.forEach(identity -> last.put(identity, get(scene.directory.presence(identity))));
        identities.forEach(identity -> {
            Presence known = seen.getOrDefault(identity, new Presence(false, 0));
            assertThat(known.online()).isEqualTo(last.get(identity).online());
        });
    }

    /// Two who read the same version have read the same.
    @Test
    default void aVersionStandsForOneState() throws Exception {
        var scene = new DirectoryScene(this);
        Map<Long, Boolean> states = new ConcurrentHashMap<>();
        Instant late = scene.in(Duration.ofHours(1));

        simultaneously(
                8,
                i -> {
                    long last = -1;
                    for (int round = 0; round < 500; round++) {
                        if (i < 4) {
                            get(
                                    scene.directory.announce(
                                            scene.phone(1),
                                            (i + round) % 2 == 0 ? List.of(endpoint(i)) : List.of(),
                                            late));
                        }
                        Presence presence = scene.presence();
                        Boolean other = states.putIfAbsent(presence.version(), presence.online());
                        assertThat(other == null || other == presence.online()).isTrue();
                        assertThat(presence.version()).isGreaterThanOrEqualTo(last);
                        last = presence.version();
                    }
                    return i;
                });

        assertThat(states).isNotEmpty();
    }
}
