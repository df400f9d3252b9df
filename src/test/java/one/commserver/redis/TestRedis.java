package one.commserver.redis;

import one.commserver.registry.RegistryUnavailableException;
import one.commserver.testing.RedisServer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Connections to a test's Redis.
public final class TestRedis implements AutoCloseable {

    /// A machine that is busy may take its time.
    private static final Duration PATIENT = Duration.ofSeconds(10);

    public final RedisConnections connections;
    public final Redis redis;

    private TestRedis(RedisProperties properties) {
        connections = new RedisConnections(properties, null, System::nanoTime);
        redis = new Redis(connections, properties, RegistryUnavailableException::new);
    }

    public static TestRedis at(RedisServer server) {
        return with(properties(server.url(), null, PATIENT, 0));
    }

    public static TestRedis with(RedisProperties properties) {
        return new TestRedis(properties);
    }

    /// Properties of a single server.
    ///
    /// @param timeout of a command
    public static RedisProperties properties(String url, @Nullable String password, Duration timeout, int replicas) {
        Duration second = Duration.ofSeconds(1);
        return new RedisProperties(
                url, null, null, null, password, null, timeout, second, second, second, PATIENT, 20_000, replicas,
                "test");
    }

    @Override
    public void close() {
        connections.close();
    }
}
