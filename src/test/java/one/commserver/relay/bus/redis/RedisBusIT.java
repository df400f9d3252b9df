package one.commserver.relay.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.redis.TestRedis;
import one.commserver.registry.NodeId;
import one.commserver.relay.bus.RecordingNode;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// The bus on a real Redis that dies, stops and throws connections away.
class RedisBusIT extends RedisBusFixture {

    private static final Duration PRESENT = Duration.ofSeconds(3);

    /// Longer than nodes wait for an answer.
    private static final Duration LONG = Duration.ofSeconds(6);

    /// After which time of missing nothing connections are cut once more.
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final RedisServer server = RedisServer.start();

    @Override
    TestRedis connect() {
        return TestRedis.at(server);
    }

    @Override
    void closeRedis() {
        server.close();
    }

    @Override
    public void stall() {
        server.pause();
    }

    @Override
    public void goOn() {
        server.resume();
    }

    @Test
    void aKilledRedisIsAGapAtBothEndsAndAllGoesOnWhenItIsBack() {
        disturb(() -> {
            server.kill();
            RecordingNode.await(() -> nodes.keySet().stream().noneMatch(node -> node.bus.isAlive(PRESENT)));
            server.restart();
        });
        assertThat(nodes.keySet())
                .allSatisfy(
                        node -> assertThat(nodes.keySet()).allSatisfy(of -> assertThat(node.gaps(of)).isPositive()));
    }

    @Test
    void aRedisThatIsRestartedAtOnceLosesNothingSilently() {
        disturb(() -> {
            server.kill();
            server.restart();
        });
    }

    @Test
    void aRedisThatIsPausedLosesNothingSilently() {
        disturb(() -> {
            server.pause();
            RecordingNode.await(() -> nodes.keySet().stream().noneMatch(node -> node.bus.isAlive(LONG)));
            server.resume();
        });
    }

    @Test
    void connectionsThatAreCutLoseNothingSilently() {
        disturb(() -> {
            for (int i = 0; i < 3; i++) {
                cut("pubsub");
                cut("normal");
            }
        });
    }

    /// Cuts all connections of a type while there are messages on them, so that each node misses some.
    private void cut(String type) {
        Map<RecordingNode, Long> before = new HashMap<>();
        nodes.keySet().forEach(node -> before.put(node, gaps(node)));
        long count = Long.parseLong(server.ask("CLIENT KILL TYPE " + type).substring(1).strip());
        assertThat(count).isGreaterThanOrEqualTo(nodes.size());
        long[] cutAt = {System.nanoTime()};
        RecordingNode.await(() -> {
            if (System.nanoTime() - cutAt[0] > AGAIN.toNanos()) {
                // nobody has said anything meanwhile, so nobody has missed anything
                server.ask("CLIENT KILL TYPE " + type);
                cutAt[0] = System.nanoTime();
            }
            return nodes.keySet().stream().allMatch(node -> gaps(node) > before.get(node));
        });
        awaitAlive();
    }

    /// How often a node was told that it has missed something of another one.
    private long gaps(RecordingNode node) {
        return nodes.keySet().stream().filter(of -> of != node).mapToLong(node::gaps).sum();
    }

    @Test
    void aNodeThatDoesNotReadFindsOutWhatItHasMissedAlsoWhenNothingElseIsSaid() {
        RecordingNode one = node(new NodeId("one"));
        RecordingNode other = node(new NodeId("other"));
        awaitAlive();
        one.awaitJoined(other, JOINING);
        long gaps = other.gaps(one);
        // so little may wait in Redis for a node that doesn't read that it is soon thrown away
        String limit = "CONFIG SET client-output-buffer-limit \"pubsub 2097152 2097152 0\"";
        assertThat(server.ask(limit)).startsWith("+OK");
        other.pause();
        long number = 0;
        // much more than the sockets between Redis and the node and Redis itself will keep for it
        for (int i = 0; i < 40; i++) {
            one.send(other, LINE, ++number, 1024 * 1024);
            RecordingNode.await(() -> one.bus.waiting() == 0);
        }
        other.resume();
        assertThat(server.ask(limit.replace("2097152", "0"))).startsWith("+OK");

        RecordingNode.await(() -> other.gaps(one) > gaps);
        RecordingNode.await(() -> other.hasHeardAllOrAGap(one, LINE));
        awaitAlive();
        long next = number + 1;
        RecordingNode.await(() -> one.send(other, LINE, next, 8));
        RecordingNode.await(() -> other.hasHeard(one, LINE, next));
        other.assertNothingSilentlyLostFrom(one, LINE);
    }

    @Test
    void aBusThatStartsBeforeItsRedisFindsIt() {
        server.kill();
        RecordingNode one = node(new NodeId("one"));
        assertThat(one.bus.isAlive(Duration.ofHours(1))).isFalse();
        RecordingNode.await(() -> !one.send(one, JOINING, 1, 8));
        server.restart();

        awaitAlive();
        one.awaitJoined(one, LINE);
    }

    /// Two nodes talk all the time, in both directions, while something happens; then all is quiet, and they talk again.
    private void disturb(Runnable disturbance) {
        RecordingNode one = node(new NodeId("one"));
        RecordingNode other = node(new NodeId("other"));
        awaitAlive();
        one.awaitJoined(other, JOINING);
        other.awaitJoined(one, JOINING);
        long last;
        try (var talk = new Talk(one, other)) {
            RecordingNode.await(() -> talk.number() > 200);
            disturbance.run();
            awaitAlive();
            long after = talk.number() + 200;
            RecordingNode.await(() -> talk.number() > after);
            last = talk.end();
        }
        // the last ones may be lost, too, and then nobody says anything that would show it
        RecordingNode.await(() -> other.hasHeardAllOrAGap(one, LINE) && one.hasHeardAllOrAGap(other, LINE));
        RecordingNode.await(() -> one.send(other, LINE, last + 1, 8));
        RecordingNode.await(() -> other.send(one, LINE, last + 1, 8));
        RecordingNode.await(() -> other.hasHeard(one, LINE, last + 1) && one.hasHeard(other, LINE, last + 1));
        other.assertNothingSilentlyLostFrom(one, LINE);
        one.assertNothingSilentlyLostFrom(other, LINE);
    }

    private void awaitAlive() {
        RecordingNode.await(() -> nodes.keySet().stream().allMatch(node -> node.bus.isAlive(PRESENT)));
    }

    /// Says something all the time.
    private static final class Talk implements AutoCloseable {

        private final Thread thread;
        private volatile long number;
        private volatile boolean isOver;

        Talk(RecordingNode one, RecordingNode other) {
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                while (!isOver) {
                                    long next = number + 1;
                                    one.send(other, LINE, next, 500);
                                    other.send(one, LINE, next, 500);
                                    number = next;
                                    if (next % 10 == 0) {
                                        LockSupport.parkNanos(1_000_000);
                                    }
                                }
                            });
        }

        long number() {
            return number;
        }

        long end() {
            isOver = true;
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return number;
        }

        @Override
        public void close() {
            end();
        }
    }
}
