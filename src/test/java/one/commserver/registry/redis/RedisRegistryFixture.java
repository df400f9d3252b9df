package one.commserver.registry.redis;

import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.redis.TestRedis;
import one.commserver.registry.Oversight;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryContract;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.TestTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;

/// Registries at the Redis of a test class, each of a node that renews its lease until its test is over.
@Timeout(300)
abstract class RedisRegistryFixture implements RegistryContract {

    private final List<TestNode> nodes = new ArrayList<>();

    abstract TestRedis connected();

    @AfterEach
    void end() {
        nodes.forEach(TestNode::pause);
    }

    @Override
    public Registry registry(RegistryProperties properties, InForce<ConnectionLimits> limits, TestTime time) {
        var node = TestNode.with(connected(), properties, limits, time::micros);
        nodes.add(node);
        return node.registry;
    }

    @Override
    public Oversight oversight(Registry registry) {
        return ((RedisRegistry) registry).oversight();
    }
}
