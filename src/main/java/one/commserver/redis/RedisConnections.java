package one.commserver.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;

import one.commserver.connection.NanoClock;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import reactor.core.publisher.Mono;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The connections of this process to Redis: one for commands, one for what replicas have to confirm, one for what
/// others publish, and two for what nodes tell each other, so that nothing else waits behind that. They are made when
/// they are needed first, so a Redis that is away doesn't keep the server from starting; then they come back by
/// themselves. While one is away, what is asked of it fails at once.
///
/// Keys are texts, values are bytes. Never send anything that blocks the connection: all share it.
public final class RedisConnections implements AutoCloseable {

    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
    private static final RedisCodec<String, ByteBuffer> BUFFERS = RedisCodec.of(StringCodec.UTF8, new BufferCodec());
    private static final Set<RedisCodec<?, ?>> OURS = Set.of(CODEC, BUFFERS);

    private final ClientResources resources;
    private final LettuceConnectionFactory factory;
    private final AbstractRedisClient client;
    private final Opening<StatefulConnection<String, byte[]>> commands;
    private final Opening<StatefulConnection<String, byte[]>> confirming;
    private final Opening<StatefulRedisPubSubConnection<String, byte[]>> pubSub;
    private final Opening<StatefulConnection<String, ByteBuffer>> nodes;
    private final Opening<StatefulRedisPubSubConnection<String, byte[]>> nodesPubSub;
    private final AtomicLong connects = new AtomicLong();

    /// Since when each is there.
    private final Map<RedisChannelHandler<?, ?>, Long> open = new ConcurrentHashMap<>();

    private final NanoClock clock;

    /// @param bundle for TLS; none: what the platform trusts
    public RedisConnections(RedisProperties properties, @Nullable SslBundle bundle, NanoClock clock) {
        this(properties, bundle, clock, Clients.TOPOLOGY_EVERY);
    }

    /// @param topologyEvery how often the servers of a cluster are asked which of them has what
    RedisConnections(RedisProperties properties, @Nullable SslBundle bundle, NanoClock clock, Duration topologyEvery) {
        this.clock = clock;
        Delay pauses = Clients.reconnectDelay(properties);
        resources = ClientResources.builder().reconnectDelay(pauses).build();
        factory = Clients.factory(properties, bundle, resources, topologyEvery);
        client = factory.getRequiredNativeClient();
        client.addListener(
                new RedisConnectionStateListener() {
                    @Override
                    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
                        if (isOurs(connection)) {
                            connects.incrementAndGet();
                            open.put(connection, clock.nanos());
                        }
                    }

                    @Override
                    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                        open.remove(connection);
                    }
                });
        commands = new Opening<>(() -> connect(CODEC), RedisConnections::close, pauses, clock);
        confirming = new Opening<>(() -> connect(CODEC), RedisConnections::close, pauses, clock);
        pubSub = new Opening<>(this::connectPubSub, RedisConnections::close, pauses, clock);
        nodes = new Opening<>(() -> connect(BUFFERS), RedisConnections::close, pauses, clock);
        nodesPubSub = new Opening<>(this::connectPubSub, RedisConnections::close, pauses, clock);
    }

    /// The driver has connections of its own, which it makes anew each time that it asks who is in a cluster or what a
    /// sentinel knows. They have another codec.
    private static boolean isOurs(RedisChannelHandler<?, ?> connection) {
        return connection instanceof StatefulConnection<?, ?> made && OURS.contains(made.getCodec());
    }

    private <V> StatefulConnection<String, V> connect(RedisCodec<String, V> codec) {
        return client instanceof RedisClusterClient cluster
                ? cluster.connect(codec)
                : ((RedisClient) client).connect(codec);
    }

    private StatefulRedisPubSubConnection<String, byte[]> connectPubSub() {
        if (client instanceof RedisClusterClient cluster) {
            var connection = cluster.connectPubSub(CODEC);
            // a sharded channel is listened to on the connection to the server that has its slot
            connection.setNodeMessagePropagation(true);
            return connection;
        }
        return ((RedisClient) client).connectPubSub(CODEC);
    }

    private static void close(StatefulConnection<?, ?> connection) {
        var _ = connection.closeAsync();
    }

    /// For commands that come back at once.
    public Mono<RedisClusterAsyncCommands<String, byte[]>> commands() {
        return commands.get().map(RedisConnections::async);
    }

    /// The connection on which a WAIT counts what was written to a key before, on that same connection.
    Mono<RedisClusterAsyncCommands<String, byte[]>> confirming(String key) {
        return confirming.get().flatMap(connection -> masterOf(connection, key));
    }

    /// Asks a cluster anew who has what. Completes at once if there is none.
    Mono<Void> refresh() {
        return client instanceof RedisClusterClient cluster
                ? Mono.fromCompletionStage(cluster::refreshPartitionsAsync)
                : Mono.empty();
    }

    private static Mono<RedisClusterAsyncCommands<String, byte[]>> masterOf(
            StatefulConnection<String, byte[]> connection, String key) {
        if (connection instanceof StatefulRedisClusterConnection<String, byte[]> cluster) {
            var master = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
            return master == null
                    ? Mono.error(new IllegalStateException("no server of the cluster has that key"))
                    : Mono.fromFuture(cluster.getConnectionAsync(master.getNodeId()), true)
                            .map(StatefulRedisConnection::async);
        }
        return Mono.just(async(connection));
    }

    private static <V> RedisClusterAsyncCommands<String, V> async(StatefulConnection<String, V> connection) {
        return connection instanceof StatefulRedisClusterConnection<String, V> cluster
                ? cluster.async()
                : ((StatefulRedisConnection<String, V>) connection).async();
    }

    /// For subscriptions, which it renews by itself when it comes back.
    public Mono<StatefulRedisPubSubConnection<String, byte[]>> pubSub() {
        return pubSub.get();
    }

    /// For what nodes tell each other, which may be much. What is given is read and left as it is.
    public Mono<RedisClusterAsyncCommands<String, ByteBuffer>> nodes() {
        return nodes.get().map(RedisConnections::async);
    }

    /// For what nodes tell this one, which may be much.
    public Mono<StatefulRedisPubSubConnection<String, byte[]>> nodesPubSub() {
        return nodesPubSub.get();
    }

    NanoClock clock() {
        return clock;
    }

    /// How often any of these connections was made. A change means that what was written last may be gone: the server
    /// may have been restarted, or another one may have taken its place.
    public long connects() {
        return connects.get();
    }

    /// How many of these connections are there; in a cluster, one to each server that was asked.
    int open() {
        return open.size();
    }

    /// For how long they have been there on average, in seconds; 0 if there are none.
    double averageAge() {
        long now = clock.nanos();
        return open.values().stream().mapToLong(since -> now - since).average().orElse(0) / TimeUnit.SECONDS.toNanos(1);
    }

    @Override
    public void close() {
        commands.close();
        confirming.close();
        pubSub.close();
        nodes.close();
        nodesPubSub.close();
        factory.destroy();
        var _ = resources.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
