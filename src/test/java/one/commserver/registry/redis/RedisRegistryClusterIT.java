package one.commserver.registry.redis;

import one.commserver.redis.OwnRedis;
import one.commserver.redis.TestRedis;
import one.commserver.testing.RedisCluster;

import org.junit.jupiter.api.extension.RegisterExtension;

/// The registry in a cluster does what every registry does.
class RedisRegistryClusterIT extends RedisRegistryFixture {

    @RegisterExtension static final OwnRedis<RedisCluster> REDIS = OwnRedis.cluster();

    @Override
    TestRedis connected() {
        return REDIS.one();
    }
}
