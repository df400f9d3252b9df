package one.commserver.relay.bus.redis;

import one.commserver.redis.TestRedis;
import one.commserver.registry.NodeId;
import one.commserver.relay.bus.RecordingNode;
import one.commserver.testing.RedisCluster;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.Test;

/// The bus on a cluster: what is published to a shard reaches whoever listens there, also when the shard's slot moves.
class RedisBusClusterIT extends RedisBusFixture {

    private final RedisCluster cluster = RedisCluster.start();

    @Override
    TestRedis connect() {
        return TestRedis.at(cluster);
    }

    @Override
    void closeRedis() {
        cluster.close();
    }

    @Override
    public void stall() {
        cluster.masters().forEach(RedisServer::pause);
    }

    @Override
    public void goOn() {
        cluster.masters().forEach(RedisServer::resume);
    }

    @Test
    void nodesHearEachOtherAgainWhenTheSlotOfTheirChannelHasMoved() {
        RecordingNode one = node(new NodeId("one"));
        RecordingNode other = node(new NodeId("other"));
        one.awaitJoined(other, JOINING);
        other.awaitJoined(one, JOINING);

        cluster.move("test:bus:other");

        one.awaitJoined(other, LINE);
        other.awaitJoined(one, LINE);
        RecordingNode.await(() -> other.hasHeardAllOrAGap(one, LINE) && one.hasHeardAllOrAGap(other, LINE));
    }
}
