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
import one.commserver.testing.RedisCluster;
import one.commserver.testing.RedisServer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Nodes' mailboxes in one Redis, all on the same connections. Each store has keys of its own.
final class RedisNodes implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SECOND = Duration.ofSeconds(1);

    final @Nullable RedisServer server;
    private final Function<String, RedisProperties> properties;
    private final RedisConnections connections;
    private final AtomicInteger stores = new AtomicInteger();

    /// @param options of the server, on its command line
    RedisNodes(String... options) {
        this(RedisServer.start(options));
    }

    private RedisNodes(RedisServer server) {
        this(
                server,
                store ->
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
                                TestRedis.MEGABYTES,
                                0,
                                store));
    }

    /// Nodes' mailboxes in a cluster, which others close.
    RedisNodes(RedisCluster cluster) {
        this(null, store -> TestRedis.properties(cluster, store));
    }

    private RedisNodes(@Nullable RedisServer server, Function<String, RedisProperties> properties) {
        this.server = server;
        this.properties = properties;
        connections = new RedisConnections(properties.apply("all"), null, System::nanoTime);
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
        return new Redis(
                connections, properties.apply(store), RegistryUnavailableException::new, TestRedis.unwatched());
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
        return MailboxScene.get(redis(store).command("keys", commands -> commands.keys(store + ":*")));
    }

    @Override
    public void close() {
        connections.close();
        if (server != null) {
            server.close();
        }
    }
}
