package one.commserver.discovery.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.discovery.Directory;
import one.commserver.discovery.Directory.Outcome;
import one.commserver.discovery.DirectoryContract;
import one.commserver.discovery.DirectoryScene;
import one.commserver.redis.OwnRedis;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisCluster;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/// The directory in a cluster does what every directory does.
@Timeout(120)
class RedisDirectoryClusterIT implements DirectoryContract {

    @RegisterExtension static final OwnRedis<RedisCluster> REDIS = OwnRedis.cluster();

    @Override
    public Directory directory(DataSize memory, Duration sessionTimeToLive, int lostPerIdentity, TestTime time) {
        return DirectoryNode.at(REDIS.one(), time::micros, sessionTimeToLive, lostPerIdentity).directory;
    }

    @Override
    public void tick(Directory directory) {
        ((RedisDirectory) directory).sweep().block(DirectoryScene.LONG_ENOUGH);
    }

    @Test
    void whatChangesIsHeardWhicheverServerHasIt() {
        var other = DirectoryNode.at(REDIS.other(), () -> "", DirectoryScene.TIME_TO_LIVE, 3);
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

        REDIS.server().move(new DirectoryKeys(REDIS.one().redis).of(scene.identity).getFirst());

        await().atMost(DirectoryScene.LONG_ENOUGH)
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .untilAsserted(() -> assertThat(scene.found()).containsExactly("phone 1"));
        assertThat(scene.announce(scene.phone(2), 2)).isEqualTo(Outcome.DONE);
        assertThat(scene.found()).containsExactly("phone 2");
    }
}
