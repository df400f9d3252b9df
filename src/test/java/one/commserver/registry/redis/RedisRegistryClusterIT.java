package one.commserver.registry.redis;

import one.commserver.limits.ConnectionLimits;
import one.commserver.redis.TestRedis;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryContract;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisCluster;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// The registry in a cluster does what every registry does.
@Timeout(300)
class RedisRegistryClusterIT implements RegistryContract {

    private static RedisCluster cluster;
    private static TestRedis connected;

    private final List<TestNode> nodes = new ArrayList<>();

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

    @AfterEach
    void end() {
        nodes.forEach(TestNode::pause);
    }

    @Override
    public Registry registry(RegistryProperties properties, ConnectionLimits limits, TestTime time) {
        var node =
                TestNode.with(
                        connected,
                        properties,
                        limits,
                        () -> String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, time.instant())));
        nodes.add(node);
        return node.registry;
    }
}
