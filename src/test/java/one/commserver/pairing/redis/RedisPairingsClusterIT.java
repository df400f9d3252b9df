package one.commserver.pairing.redis;

import one.commserver.pairing.PairingProperties;
import one.commserver.pairing.Pairings;
import one.commserver.pairing.PairingsContract;
import one.commserver.redis.OwnRedis;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisCluster;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Invites and pairings in a cluster are what they are everywhere, though the two sides lie at different servers.
@Timeout(120)
class RedisPairingsClusterIT implements PairingsContract {

    @RegisterExtension static final OwnRedis<RedisCluster> REDIS = OwnRedis.cluster();

    @Override
    public Pairings pairings(PairingProperties properties, TestTime time) {
        int most = properties.pairingsPerIdentity();
        return new RedisPairings(
                new InviteScripts(REDIS.one().redis, time::micros),
                new PairScripts(REDIS.one().redis, most, time::micros),
                most);
    }
}
