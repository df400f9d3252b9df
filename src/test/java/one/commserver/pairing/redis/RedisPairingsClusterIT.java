package one.commserver.pairing.redis;

import one.commserver.pairing.PairingProperties;
import one.commserver.pairing.Pairings;
import one.commserver.pairing.PairingsContract;
import one.commserver.redis.TestRedis;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisCluster;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/// Invites and pairings in a cluster are what they are everywhere, though the two sides lie at different servers.
@Timeout(120)
class RedisPairingsClusterIT implements PairingsContract {

    private static RedisCluster cluster;
    private static TestRedis connected;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start();
        connected = TestRedis.at(cluster);
    }

    @AfterAll
    static void stop() {
        connected.close();
        cluster.close();
    }

    @Override
    public Pairings pairings(PairingProperties properties, TestTime time) {
        Supplier<String> now = () -> String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, time.instant()));
        int most = properties.pairingsPerIdentity();
        return new RedisPairings(
                new InviteScripts(connected.redis, now), new PairScripts(connected.redis, most, now), most);
    }
}
