package one.commserver.relay.bus.redis;

import one.commserver.redis.TestRedis;
import one.commserver.registry.NodeId;
import one.commserver.relay.bus.RecordingNode;
import one.commserver.relay.bus.RelayBusContract;
import one.commserver.testing.RedisCluster;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The bus on a cluster: what is published to a shard reaches whoever listens there, also when the shard's slot moves.
@Timeout(180)
class RedisBusClusterIT implements RelayBusContract {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RedisCluster cluster = RedisCluster.start();
    private final Scheduler timers = Schedulers.newSingle("test-timers", true);
    private final Map<RecordingNode, List<AutoCloseable>> nodes = new HashMap<>();

    @Override
    public RecordingNode node(NodeId id) {
        var connected = TestRedis.at(cluster);
        var bus = new RedisBus(connected.redis, id, System::nanoTime, timers, PATIENCE);
        var node = new RecordingNode(id, bus);
        nodes.put(node, List.of(bus, connected));
        return node;
    }

    @Override
    public void stop(RecordingNode node) {
        for (AutoCloseable part : Optional.ofNullable(nodes.remove(node)).orElse(List.of())) {
            try {
                part.close();
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
        }
    }

    @Override
    public void stall() {
        cluster.masters().forEach(RedisServer::pause);
    }

    @Override
    public void goOn() {
        cluster.masters().forEach(RedisServer::resume);
    }

    @AfterEach
    void end() {
        goOn();
        new ArrayList<>(nodes.keySet())
                .forEach(node -> {
                    node.resume();
                    stop(node);
                });
        timers.dispose();
        cluster.close();
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
