package one.commserver.mailbox.redis;

import one.commserver.mailbox.MailboxProperties;
import one.commserver.redis.Redis;
import one.commserver.redis.RedisConnections;
import one.commserver.redis.RedisProperties;
import one.commserver.redis.TestRedis;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisServer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Nodes' mailboxes in one Redis, all on the same connections. Each store has keys of its own.
final class RedisNodes implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    final RedisServer server = RedisServer.start();
    private final RedisConnections connections =
            new RedisConnections(TestRedis.properties(server.url(), null, TIMEOUT, 0), null, System::nanoTime);
    private final AtomicInteger stores = new AtomicInteger();

    /// The name of a store that nobody has written to.
    String store() {
        return "store-" + stores.incrementAndGet();
    }

    /// A node of a store.
    ///
    /// @param effort how much is tidied in one step
    RedisMailboxes node(String store, MailboxProperties properties, TestTime time, int effort) {
        return new RedisMailboxes(redis(store), SECOND, properties, effort, List.of(time));
    }

    Redis redis(String store) {
        var properties =
                new RedisProperties(
                        server.url(), null, null, null, null, null, TIMEOUT, SECOND, SECOND, SECOND, 20_000, 0, store);
        return new Redis(connections, properties, RegistryUnavailableException::new);
    }

    @Override
    public void close() {
        connections.close();
        server.close();
    }
}
