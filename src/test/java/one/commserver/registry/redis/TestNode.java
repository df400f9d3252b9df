package one.commserver.registry.redis;

import one.commserver.crypto.Identity;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.redis.TestRedis;
import one.commserver.registry.NodeId;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.handover.Farewell;
import one.commserver.testing.RedisServer;

import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// A node with connections of its own, which renews its lease until it dies.
final class TestNode implements AutoCloseable {

    /// A busy machine may let a node stand still for a moment, which isn't its death.
    private static final Duration LEASE = Duration.ofSeconds(5);

    /// Longer than any test waits: who is told by nobody is noticed.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    final NodeId id = new NodeId("node-" + UUID.randomUUID());
    final RedisRegistry registry;
    final Liveness life;
    private final TestRedis connected;
    private final Duration lease;
    private final AtomicReference<Duration> stoodStill = new AtomicReference<>(Duration.ZERO);
    private final AtomicReference<Duration> slept = new AtomicReference<>(Duration.ZERO);
    private Disposable rounds;

    private TestNode(
            TestRedis connected,
            RegistryProperties properties,
            InForce<ConnectionLimits> limits,
            Supplier<String> time) {
        this.connected = connected;
        lease = properties.lease();
        registry =
                new RedisRegistry(
                        connected.redis,
                        id,
                        new SlotScripts(connected.redis, properties, limits, time),
                        new NodeLease(connected.redis, id, lease, this::nanos, this::instant),
                        new Farewell(properties.displacementPatience(), Schedulers.parallel()),
                        properties,
                        () -> limits.now().connections(),
                        this::nanos);
        life = registry.liveness();
        rounds = RedisRegistryConfiguration.rounds(life, lease);
    }

    private long nanos() {
        return System.nanoTime() + stoodStill.get().toNanos();
    }

    private Instant instant() {
        return Instant.now().plus(stoodStill.get()).plus(slept.get());
    }

    /// As if the process had stood still for so long.
    void standStill(Duration duration) {
        stoodStill.updateAndGet(duration::plus);
    }

    /// As if the machine had: only the wall clock shows it.
    void sleep(Duration duration) {
        slept.updateAndGet(duration::plus);
    }

    /// A node with a time of its own; its lease goes by the real one.
    static TestNode with(
            TestRedis connected,
            RegistryProperties properties,
            InForce<ConnectionLimits> limits,
            Supplier<String> time) {
        return new TestNode(connected, properties, limits, time);
    }

    /// A node with a short lease and no window, so that nobody has to wait.
    static TestNode at(RedisServer server) {
        return at(server, Duration.ZERO);
    }

    static TestNode at(RedisServer server, Duration window) {
        return at(TestRedis.at(server), window, LEASE);
    }

    /// The same, for which Redis's clock stands still: epochs are one above the last.
    static TestNode timeless(RedisServer server) {
        return at(TestRedis.at(server), Duration.ZERO, LEASE, () -> "1000000");
    }

    /// The same, as a user of Redis whose password is `secret`.
    static TestNode as(String user, RedisServer server) {
        String url = "redis://" + user + ":secret@127.0.0.1:" + server.port();
        var properties = TestRedis.properties(url, null, Duration.ofSeconds(10), 0);
        return at(TestRedis.with(properties), Duration.ZERO, LEASE);
    }

    /// A node that gives up soon what it has asked, and whose lease outlasts that.
    static TestNode impatient(RedisServer server) {
        return impatient(server, Duration.ofSeconds(5));
    }

    /// @param patience with what it has asked
    static TestNode impatient(RedisServer server, Duration patience) {
        var properties = TestRedis.properties(server.url(), null, patience, 0);
        return at(TestRedis.with(properties), Duration.ZERO, Duration.ofSeconds(60));
    }

    private static TestNode at(TestRedis connected, Duration window, Duration lease) {
        return at(connected, window, lease, () -> "");
    }

    private static TestNode at(TestRedis connected, Duration window, Duration lease, Supplier<String> time) {
        Duration minute = Duration.ofMinutes(1);
        var properties =
                new RegistryProperties(window, window, minute, 3, minute.multipliedBy(5), PATIENCE, 64, 1000, lease);
        var limits = new InForce<>(new ConnectionLimits(10_000, 256, 32, 4, 8, 30, List.of()));
        return new TestNode(connected, properties, limits, time);
    }

    /// Where Redis keeps the slots of an identity.
    static String key(Identity identity) {
        return "test:{" + SlotField.ofIdentity(identity) + "}:slots";
    }

    /// Says no more that it lives, and hears nothing.
    void die() {
        rounds.dispose();
        connected.close();
    }

    /// Says no more that it lives, but still hears.
    void pause() {
        rounds.dispose();
    }

    /// Says again that it lives.
    void resume() {
        rounds = RedisRegistryConfiguration.rounds(life, lease);
    }

    @Override
    public void close() {
        die();
    }
}
