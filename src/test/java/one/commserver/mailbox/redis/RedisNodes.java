package one.commserver.mailbox.redis;

import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.MailboxScene;
import one.commserver.redis.Redis;
import one.commserver.redis.RedisConnections;
import one.commserver.redis.RedisProperties;
import one.commserver.redis.Script;
import one.commserver.redis.TestRedis;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisServer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Nodes' mailboxes in one Redis, all on the same connections. Each store has keys of its own.
final class RedisNodes implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SECOND = Duration.ofSeconds(1);

    final RedisServer server;
    private final RedisConnections connections;
    private final AtomicInteger stores = new AtomicInteger();

    /// @param options of the server, on its command line
    RedisNodes(String... options) {
        server = RedisServer.start(options);
        connections =
                new RedisConnections(TestRedis.properties(server.url(), null, TIMEOUT, 0), null, System::nanoTime);
    }

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
                        server.url(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        TIMEOUT,
                        SECOND,
                        SECOND,
                        SECOND,
                        TIMEOUT,
                        20_000,
                        0,
                        store);
        return new Redis(connections, properties, RegistryUnavailableException::new);
    }

    /// Takes all that is due, as a node does that dies then.
    void claim(String store, TestTime time) {
        Redis redis = redis(store);
        Script<Long> claim = Script.of("mailbox/claim", reply -> (long) reply.array(0).size());
        for (int shard = 0; shard < MailboxKeys.SHARDS; shard++) {
            MailboxScene.get(
                    redis.run(
                            claim, MailboxKeys.shard(redis, shard), time.instant().toEpochMilli(), 9, 60_000, 100_000));
        }
    }

    /// The keys of a store that there are.
    List<String> keys(String store) {
        return MailboxScene.get(redis(store).command(commands -> commands.keys(store + ":*")));
    }

    @Override
    public void close() {
        connections.close();
        server.close();
    }
}
