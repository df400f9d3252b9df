package one.commserver.relay.bus.redis;

import one.commserver.redis.TestRedis;
import one.commserver.registry.NodeId;
import one.commserver.relay.bus.RecordingNode;
import one.commserver.relay.bus.RelayBusContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Nodes on a Redis that each test has for itself, as it may stand still.
@Timeout(180)
abstract class RedisBusFixture implements RelayBusContract {

    /// Longer than a busy machine lets anybody stand still, which must be no gap, and shorter than the servers of a
    /// cluster wait for each other.
    private static final Duration PATIENCE = Duration.ofMillis(3500);

    /// Each with what has to be closed when it stops.
    final Map<RecordingNode, List<AutoCloseable>> nodes = new HashMap<>();

    private final Scheduler timers = Schedulers.newSingle("test-timers", true);

    abstract TestRedis connect();

    /// Behind the last node.
    abstract void closeRedis();

    @Override
    public final RecordingNode node(NodeId id) {
        var connected = connect();
        var bus = new RedisBus(connected.redis, id, System::nanoTime, timers, PATIENCE);
        var node = new RecordingNode(id, bus);
        nodes.put(node, List.of(bus, connected));
        return node;
    }

    @Override
    public final void stop(RecordingNode node) {
        for (AutoCloseable part : Optional.ofNullable(nodes.remove(node)).orElse(List.of())) {
            try {
                part.close();
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
        }
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
        closeRedis();
    }
}
