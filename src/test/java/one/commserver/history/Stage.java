package one.commserver.history;

import one.commserver.testing.ServerProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Some nodes that share a store, and one address for all of them.
final class Stage implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(3);

    private static final List<String> PROPERTIES =
            List.of(
                    "commserver.relay.policy=open",
                    "commserver.registry.lease=" + LEASE.toMillis() + "ms",
                    // slots are fought over much faster than people do
                    "commserver.registry.slot-window=0s",
                    "commserver.registry.max-slot-window=0s",
                    "commserver.registry.displacement-memory=0s",
                    "commserver.health.heartbeat-interval=1s",
                    "commserver.health.connection-timeout=4s",
                    "commserver.redis.command-timeout=1s",
                    "commserver.limits.connections-per-address=5000",
                    "commserver.limits.connections-per-identity=100",
                    "commserver.limits.failed-authentications=100000",
                    "commserver.limits.messages-per-second=0",
                    "commserver.limits.bytes-per-second=0B");

    private final Store store;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final Balancer balancer;

    /// Starts the nodes and waits until they are there.
    ///
    /// @param store that they share, and that ends with this
    /// @param logs where the nodes' logs go
    /// @param more properties of the nodes
    Stage(int count, Store store, Path logs, Random random, String... more) throws Exception {
        this.store = store;
        Files.createDirectories(logs);
        var properties = new ArrayList<String>(PROPERTIES);
        properties.addAll(List.of(more));
        properties.addAll(store.properties());
        for (int i = 0; i < count; i++) {
            nodes.add(new NodeProcess("node-" + i, ServerProcess.freePort(), logs, properties));
        }
        try (var starting = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> starts = nodes.stream().map(Stage::starting).toList();
            for (Future<Void> started : starting.invokeAll(starts)) {
                started.get();
            }
            balancer = new Balancer(nodes.stream().map(NodeProcess::port).toList(), random);
        } catch (Exception failure) {
            nodes.forEach(NodeProcess::close);
            store.close();
            throw failure;
        }
    }

    private static Callable<Void> starting(NodeProcess node) {
        return () -> {
            node.start();
            return null;
        };
    }

    String url() {
        return "ws://127.0.0.1:" + balancer.port() + "/";
    }

    /// When connections came, in nanoseconds as in [History.Entry].
    List<Long> connected() {
        return balancer.connected();
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    Store store() {
        return store;
    }

    @Override
    public void close() throws IOException {
        balancer.close();
        nodes.forEach(NodeProcess::close);
        store.close();
    }
}
