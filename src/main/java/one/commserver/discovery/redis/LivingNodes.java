package one.commserver.discovery.redis;

import one.commserver.connection.NanoClock;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.registry.NodeId;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Which nodes live, as far as this one can say: what dead ones' clients have announced is hidden, and ends.
///
/// Nobody is taken for dead who may only be late: this node must itself have stood among the living for a whole lease
/// without a break, and the other one must not have been seen in that time. Any thread.
final class LivingNodes implements Supplier<String> {

    /// It isn't known who is dead.
    static final String UNKNOWN = "*";

    private static final String BETWEEN = " ";

    private final Redis redis;
    private final NodeId self;
    private final long lease;
    private final NanoClock clock;

    /// When each was seen last.
    private final Map<NodeId, Long> seen = new HashMap<>();

    /// Whether this node has stood among them since then without a break.
    private boolean isSteady;

    private long steadySince;

    LivingNodes(Redis redis, NodeId self, Duration lease, NanoClock clock) {
        this.redis = redis;
        this.self = self;
        this.lease = lease.toNanos();
        this.clock = clock;
    }

    /// Looks who lives; for a timer, several times in a lease.
    Mono<Void> look() {
        String key = redis.key(KeyPattern.NODES);
        return redis.command("zrange", commands -> commands.zrange(key, 0, -1)).doOnNext(this::saw).then();
    }

    private synchronized void saw(List<byte[]> names) {
        long now = clock.nanos();
        boolean isFresh = !isRecent(seen.get(self), now);
        seen.values().removeIf(moment -> !isRecent(moment, now));
        names.forEach(name -> seen.put(NodeId.ofLease(new String(name, StandardCharsets.UTF_8)), now));
        if (!seen.containsKey(self)) {
            isSteady = false;
        } else if (!isSteady || isFresh) {
            isSteady = true;
            steadySince = now;
        }
    }

    /// Their names as scripts want them.
    @Override
    public synchronized String get() {
        long now = clock.nanos();
        if (!isSteady || now - steadySince < lease || !isRecent(seen.get(self), now)) {
            return UNKNOWN;
        }
        return seen.entrySet().stream()
                .filter(node -> isRecent(node.getValue(), now))
                .map(node -> node.getKey().value())
                .collect(Collectors.joining(BETWEEN, BETWEEN, BETWEEN));
    }

    private boolean isRecent(@Nullable Long moment, long now) {
        return moment != null && now - moment <= lease;
    }
}
