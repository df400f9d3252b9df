package one.commserver.discovery.redis;

import static one.commserver.discovery.DirectoryScene.TIME_TO_LIVE;
import static one.commserver.discovery.DirectoryScene.get;
import static one.commserver.discovery.DirectoryScene.slot;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.discovery.Directory;
import one.commserver.discovery.Directory.Outcome;
import one.commserver.discovery.DirectoryContract;
import one.commserver.discovery.DirectoryScene;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.redis.OwnRedis;
import one.commserver.redis.Redis;
import one.commserver.redis.Script;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What is announced in Redis is what it is everywhere, and leaves nothing behind.
@Timeout(120)
class RedisDirectoryIT implements DirectoryContract {

    @RegisterExtension static final OwnRedis<RedisServer> REDIS = OwnRedis.single("--appendonly", "no");

    @BeforeEach
    void empty() {
        assertThat(REDIS.server().ask("FLUSHALL")).startsWith("+OK");
    }

    @Override
    public Directory directory(DataSize memory, Duration sessionTimeToLive, int lostPerIdentity, TestTime time) {
        return DirectoryNode.at(REDIS.one(), time::micros, sessionTimeToLive, lostPerIdentity).directory;
    }

    @Override
    public void tick(Directory directory) {
        ((RedisDirectory) directory).sweep().block(DirectoryScene.LONG_ENOUGH);
    }

    @Test
    void anIdentityAnnouncesInBounds() {
        var scene = new DirectoryScene(this);
        for (int i = 0; i < DirectoryNode.ANNOUNCEMENTS; i++) {
            assertThat(scene.announce(slot(scene.identity, "d" + i, 1), i)).isEqualTo(Outcome.DONE);
        }

        assertThat(scene.announce(scene.phone(1), 99)).isEqualTo(Outcome.FULL);

        // what there is may be renewed
        assertThat(scene.announce(slot(scene.identity, "d0", 2), 99)).isEqualTo(Outcome.DONE);
        scene.end(slot(scene.identity, "d1", 1));
        assertThat(scene.announce(scene.phone(1), 99)).isEqualTo(Outcome.DONE);
        assertThat(scene.found()).hasSize(DirectoryNode.ANNOUNCEMENTS).contains("phone 99", "d0 99");
    }

    @Test
    void aFullRedisTakesNothingNewAndLetsGoWhatItHas() {
        var scene = new DirectoryScene(this);
        var key = scene.key(1, scene.in(Duration.ofDays(1)));
        scene.announce(scene.phone(1), 10);
        scene.publish(key);
        try {
            REDIS.server().ask("CONFIG SET maxmemory 1");

            assertThat(scene.announce(slot(scene.identity, "tablet", 1), 2)).isEqualTo(Outcome.FULL);
            assertThat(
                            get(
                                    scene.directory.announce(
                                            scene.phone(1),
                                            List.of(new Endpoint(Transport.UDP, "a.much.longer.one.example:1", 1)),
                                            scene.in(TIME_TO_LIVE))))
                    .isEqualTo(Outcome.FULL);
            var other = new DirectoryScene(this);
            assertThat(other.publish(key)).isEqualTo(Outcome.FULL);
            assertThat(other.find()).isEqualTo(Directory.Found.NOTHING);
            assertThat(scene.found()).containsExactly("phone 10");
            // what becomes no larger is taken
            assertThat(scene.announce(scene.phone(2), 20)).isEqualTo(Outcome.DONE);
            assertThat(scene.publish(scene.key(2, scene.in(Duration.ofDays(1))))).isEqualTo(Outcome.DONE);
            assertThat(scene.found()).containsExactly("phone 20");
            scene.lost(scene.phone(2));
            scene.time.advance(TIME_TO_LIVE);
            scene.tick();
            assertThat(scene.told).hasSize(2);
            assertThat(scene.online()).isFalse();
        } finally {
            REDIS.server().ask("CONFIG SET maxmemory 0");
        }
    }

    @Test
    void whateverComesAndGoesNothingIsLeft() {
        var scene = new DirectoryScene(this);
        for (int i = 0; i < 1500; i++) {
            Identity identity = RegistryScene.newIdentity();
            scene.announce(slot(identity, "phone", i), i, Duration.ofSeconds(1 + i % 7));
            if (i % 2 == 0) {
                scene.lost(slot(identity, "phone", i));
            }
            if (i % 500 == 0) {
                scene.time.advance(Duration.ofSeconds(2));
                scene.tick();
            }
        }
        scene.time.advance(Duration.ofSeconds(8));

        scene.tick();

        assertThat(scene.told).hasSize(3000);
        List<String> keys = get(REDIS.one().redis.command("keys", commands -> commands.keys("test:*")));
        assertThat(keys).allMatch(key -> key.endsWith("}:directory")).hasSize(1500);
        assertThat(keys.subList(0, 20))
                .allSatisfy(key -> {
                    assertThat(REDIS.server().ask("HKEYS " + key).lines()).containsExactly("*1", "$8", "presence");
                    assertThat(seconds(key)).isBetween(86_000L, 87_000L);
                });
    }

    @Test
    void everyKeyEndsByItself() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1);
        scene.publish(scene.key(1, scene.in(Duration.ofDays(30))));
        scene.time.advance(TIME_TO_LIVE.plusSeconds(1));
        scene.tick();

        List<String> keys = get(REDIS.one().redis.command("keys", commands -> commands.keys("test:*")));

        assertThat(keys).hasSize(2);
        assertThat(keys)
                .allSatisfy(key -> assertThat(seconds(key)).isBetween(86_400L, Duration.ofDays(32).toSeconds()));
    }

    /// A listener that waits for another call would wait for ever on the connection's thread.
    @Test
    void listenersAndCallersAreNotOnAThreadOfTheConnection() throws Exception {
        var scene = new DirectoryScene(this);
        var asked = new CompletableFuture<Boolean>();
        scene.directory.onChange(identity -> asked.complete(get(scene.directory.presence(identity)).online()));

        Outcome outcome =
                scene.directory
                        .announce(scene.phone(1), List.of(DirectoryScene.endpoint(1)), scene.in(TIME_TO_LIVE))
                        .doOnNext(done -> scene.online())
                        .block(DirectoryScene.LONG_ENOUGH);

        assertThat(outcome).isEqualTo(Outcome.DONE);
        assertThat(asked.get(20, TimeUnit.SECONDS)).isTrue();
    }

    /// Somebody looks between a node's entry and its announcement: the look mustn't take the entry along.
    @Test
    void whatIsLookedAtWhileItIsAnnouncedIsLookedAtAgain() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1, Duration.ofSeconds(10));
        scene.time.advance(Duration.ofSeconds(10));
        assertThat(taken(scene)).isEqualTo(1);
        scene.announce(scene.phone(2), 2, Duration.ofSeconds(10));
        scene.told.clear();
        scene.time.advance(Duration.ofSeconds(10));
        scene.tick();

        assertThat(scene.told).containsExactly(scene.identity);
    }

    @Test
    void whatADeadNodeHasTakenIsLookedAtByOthers() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1, Duration.ofSeconds(10));
        scene.told.clear();
        scene.time.advance(Duration.ofSeconds(10));
        assertThat(taken(scene)).isEqualTo(1);
        scene.tick();
        assertThat(scene.told).isEmpty();

        scene.time.advance(Duration.ofMinutes(1));
        scene.tick();

        assertThat(scene.told).containsExactly(scene.identity);
        assertThat(taken(scene)).isZero();
    }

    /// Of two nodes that announce, the one that enters first may have something that ends first.
    @Test
    void anEarlierEndStaysEntered() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1, Duration.ofSeconds(10));
        scene.told.clear();
        Script<Boolean> enter = Script.of("discovery/enter", reply -> true);
        Instant later = scene.in(Duration.ofSeconds(20));
        Redis redis = REDIS.one().redis;
        List<String> part = new DirectoryKeys(redis).part(scene.identity);
        get(
                redis.run(
                        enter,
                        part,
                        TestTime.microsOf(scene.time.instant()),
                        scene.identity.wire(),
                        TestTime.microsOf(later),
                        60_000_000,
                        0));
        scene.time.advance(Duration.ofSeconds(10));

        scene.tick();

        assertThat(scene.told).containsExactly(scene.identity);
    }

    /// Takes what is due, as a node does that dies then.
    private static long taken(DirectoryScene scene) {
        Script<Long> due = Script.of("discovery/due", reply -> (long) reply.array(0).size());
        Redis redis = REDIS.one().redis;
        List<String> part = new DirectoryKeys(redis).part(scene.identity);
        return get(redis.run(due, part, TestTime.microsOf(scene.time.instant()), 100, 60_000_000));
    }

    private static long seconds(String key) {
        return Long.parseLong(Arrays.asList(REDIS.server().ask("TTL " + key).split("\r\n")).getFirst().substring(1));
    }
}
