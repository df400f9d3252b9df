package one.commserver.redis;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.registry.RegistryUnavailableException;
import one.commserver.testing.RedisCluster;
import one.commserver.testing.RedisServer;
import one.commserver.tracing.Tracing;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/// Connections to a test's Redis.
public final class TestRedis implements AutoCloseable {

    /// A machine that is busy may take its time.
    private static final Duration PATIENT = Duration.ofSeconds(10);

    /// Of large commands under way.
    public static final DataSize MEGABYTES = DataSize.ofMegabytes(64);

    public final RedisConnections connections;
    public final Redis redis;

    private TestRedis(RedisProperties properties, @Nullable SslBundle bundle) {
        this(properties, new RedisConnections(properties, bundle, System::nanoTime));
    }

    private TestRedis(RedisProperties properties, RedisConnections connections) {
        this.connections = connections;
        redis = new Redis(connections, properties, RegistryUnavailableException::new, unwatched());
    }

    /// Nobody looks at these meters.
    public static RedisCalls unwatched() {
        return new RedisCalls(new SimpleMeterRegistry(), Tracing.NONE, System::nanoTime);
    }

    public static TestRedis at(RedisServer server) {
        return with(properties(server.url(), null, PATIENT, 0));
    }

    public static TestRedis with(RedisProperties properties) {
        return new TestRedis(properties, (SslBundle) null);
    }

    /// Connections over TLS.
    ///
    /// @param bundle with the certificates that are trusted
    public static TestRedis with(RedisProperties properties, SslBundle bundle) {
        return new TestRedis(properties, bundle);
    }

    /// Connections to a cluster that is asked that often who is in it.
    static TestRedis at(RedisCluster cluster, Duration topologyEvery) {
        var properties = properties(cluster, "test");
        return new TestRedis(properties, new RedisConnections(properties, null, System::nanoTime, topologyEvery));
    }

    public static TestRedis at(RedisCluster cluster) {
        return with(properties(cluster, "test"));
    }

    /// Properties of a cluster.
    public static RedisProperties properties(RedisCluster cluster, String keyPrefix) {
        return properties(cluster, keyPrefix, 0);
    }

    static RedisProperties properties(RedisCluster cluster, String keyPrefix, int replicas) {
        Duration second = Duration.ofSeconds(1);
        return new RedisProperties(
                null,
                null,
                new RedisProperties.Cluster(cluster.nodes()),
                null,
                null,
                null,
                PATIENT,
                second,
                second,
                second,
                PATIENT,
                20_000,
                MEGABYTES,
                replicas,
                keyPrefix);
    }

    /// Properties of a single server.
    ///
    /// @param timeout of a command
    public static RedisProperties properties(String url, @Nullable String password, Duration timeout, int replicas) {
        Duration second = Duration.ofSeconds(1);
        return new RedisProperties(
                url, null, null, null, password, null, timeout, second, second, second, PATIENT, 20_000, MEGABYTES,
                replicas, "test");
    }

    @Override
    public void close() {
        connections.close();
    }
}
