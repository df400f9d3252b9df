package one.commserver.discovery.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.discovery.Directory;
import one.commserver.discovery.Directory.Outcome;
import one.commserver.discovery.DirectoryContract;
import one.commserver.discovery.DirectoryScene;
import one.commserver.redis.TestRedis;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisCluster;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The directory in a cluster does what every directory does.
@Timeout(120)
class RedisDirectoryClusterIT implements DirectoryContract {

    private static RedisCluster cluster;
    private static TestRedis connected;
    private static TestRedis connectedToo;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start();
        connected = TestRedis.at(cluster);
        connectedToo = TestRedis.at(cluster);
    }

    @AfterAll
    static void stop() {
        connectedToo.close();
        connected.close();
        cluster.close();
    }

    @Override
    public Directory directory(DataSize memory, Duration sessionTimeToLive, int lostPerIdentity, TestTime time) {
        return DirectoryNode.at(
                        connected,
                        () -> String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, time.instant())),
                        sessionTimeToLive,
                        lostPerIdentity)
                .directory;
    }

    @Override
    public void tick(Directory directory) {
        ((RedisDirectory) directory).sweep().block(DirectoryScene.LONG_ENOUGH);
    }

    @Test
    void whatChangesIsHeardWhicheverServerHasIt() {
        var other = DirectoryNode.at(connectedToo, () -> "", DirectoryScene.TIME_TO_LIVE, 3);
        other.news.check().block(DirectoryScene.LONG_ENOUGH);
        for (int i = 0; i < 10; i++) {
            var scene = new DirectoryScene(this);
            scene.announce(scene.phone(1), 1);
            await().atMost(DirectoryScene.LONG_ENOUGH).until(() -> other.told.contains(scene.identity));
        }
        other.close();
    }

    @Test
    void aSlotThatIsMovedTakesItsIdentitiesAlong() {
        var scene = new DirectoryScene(this);
        scene.announce(scene.phone(1), 1);

        cluster.move(new DirectoryKeys(connected.redis).of(scene.identity).getFirst());

        await().atMost(DirectoryScene.LONG_ENOUGH)
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .untilAsserted(() -> assertThat(scene.found()).containsExactly("phone 1"));
        assertThat(scene.announce(scene.phone(2), 2)).isEqualTo(Outcome.DONE);
        assertThat(scene.found()).containsExactly("phone 2");
    }
}
