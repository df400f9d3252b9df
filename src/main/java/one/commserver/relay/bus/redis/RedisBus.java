package one.commserver.relay.bus.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

import one.commserver.connection.NanoClock;
import one.commserver.crypto.Randomness;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.registry.NodeId;
import one.commserver.relay.bus.Batch;
import one.commserver.relay.bus.Bus;
import one.commserver.relay.bus.BusListener;
import one.commserver.relay.bus.BusMessage;
import one.commserver.relay.bus.MalformedBatchException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/// The bus on a Redis. Each second it tells itself something, which shows whether it hears and is heard: a node that
/// doesn't hear itself subscribes again, and after a time takes all that others have said as missing.
///
/// Spec: chapter 13.
public final class RedisBus implements Bus, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBus.class);

    private static final Duration TICK = Duration.ofSeconds(1);

    /// How long after the last message its number is told, and how long a node that nobody hears is remembered.
    private static final Duration TELLING = Duration.ofMinutes(1);

    /// After which time of hearing nothing, not even itself, something must be missing, if no answer of Redis may take
    /// as long.
    private static final Duration LEAST_DEAF = Duration.ofSeconds(3);

    /// For how long a node that stops tells others what it has to say.
    private static final Duration LAST = Duration.ofMillis(500);

    private static final Duration TURN = Duration.ofMillis(2);

    /// The most nodes that are known; beyond it the one that was used longest ago is forgotten, which is a gap.
    private static final int MAX_NODES = 1024;

    private final Redis redis;
    private final NodeId self;
    private final NanoClock clock;
    private final Scheduler timers;
    private final Duration patience;
    private final Duration deaf;
    private final Subscription subscription;
    private final Map<NodeId, Outbound> outbound = new ConcurrentHashMap<>();
    private final Map<NodeId, Inbound> inbound = new ConcurrentHashMap<>();
    private final Disposable.Swap ticks = Disposables.swap();
    private final AtomicBoolean isUnreadable = new AtomicBoolean();
    private final Outbound.Way way = new Publishing();
    private final Scheduler publisher = Schedulers.newSingle("bus", true);
    private volatile @Nullable BusListener listener;
    private volatile @Nullable RedisClusterAsyncCommands<String, ByteBuffer> commands;
    private volatile boolean isClosed;
    private volatile boolean isHeardEver;
    private volatile boolean isDeaf;
    private volatile long heardAt;
    private long tickedAt;
    private long onTimeSince;
    private @Nullable Future<?> attempt;

    /// @param self by which name the others know this node
    /// @param timers on which nothing may wait
    /// @param patience how long an answer of Redis may take
    public RedisBus(Redis redis, NodeId self, NanoClock clock, Scheduler timers, Duration patience) {
        Randomness.prepare();
        this.redis = redis;
        this.self = self;
        this.clock = clock;
        this.timers = timers;
        this.patience = patience;
        this.deaf = Collections.max(List.of(LEAST_DEAF, patience.plus(TICK)));
        this.subscription = new Subscription(redis.connections(), channelOf(self), this::arrived);
    }

    private String channelOf(NodeId node) {
        return redis.key(KeyPattern.BUS, node.value());
    }

    @Override
    public NodeId self() {
        return self;
    }

    @Override
    public void start(BusListener newListener) {
        if (listener != null) {
            throw new IllegalStateException("has been started");
        }
        listener = newListener;
        heardAt = clock.nanos();
        tickedAt = heardAt;
        onTimeSince = heardAt;
        subscription.renew();
        ticks.update(timers.schedulePeriodically(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public boolean send(NodeId to, BusMessage message) {
        return !isClosed && outboundTo(to).send(message);
    }

    @Override
    public boolean isAlive(Duration within) {
        return isHeardEver && clock.since(heardAt).compareTo(within) <= 0;
    }

    @Override
    public long waiting() {
        return outbound.values().stream().mapToLong(Outbound::waiting).sum();
    }

    @Override
    public long waiting(NodeId to) {
        Outbound known = outbound.get(to);
        return known == null ? 0 : known.waiting();
    }

    /// Ends it: nothing is told or heard any more. What waits has [#LAST] to leave.
    @Override
    public void close() {
        isClosed = true;
        long now = clock.nanos();
        while (waiting() > 0 && clock.since(now).compareTo(LAST) < 0) {
            LockSupport.parkNanos(TURN.toNanos());
        }
        ticks.dispose();
        subscription.close();
        publisher.dispose();
    }

    private void tick() {
        connect();
        if (subscription.isSubscribed()) {
            var _ = outboundTo(self);
        }
        if (!isHeardEver || clock.since(heardAt).compareTo(TICK.plus(TICK.dividedBy(2))) > 0) {
            subscription.renew();
        }
        long now = clock.nanos();
        if (now - tickedAt > 2 * TICK.toNanos()) {
            // nothing was told either: that has to be tried first
            onTimeSince = now;
        }
        tickedAt = now;
        boolean isLate = clock.since(onTimeSince).compareTo(deaf) < 0;
        if (!isDeaf && !isLate && isHeardEver && clock.since(heardAt).compareTo(deaf) > 0) {
            isDeaf = true;
            LOG.warn("this node hears nothing from the bus");
            known().forEach(node -> onInbound(node, Inbound::gap));
        }
        outbound.forEach((node, to) -> {
            if (to.tick(patience, TELLING)) {
                outbound.remove(node, to);
            }
        });
    }

    private void connect() {
        if (commands == null && (attempt == null || attempt.isDone())) {
            attempt = redis.connections().nodes().doOnNext(connected -> commands = connected).toFuture();
        }
    }

    /// On a thread of the connection's.
    private void arrived(byte[] bytes) {
        try {
            Batch batch = Batch.read(bytes);
            isUnreadable.set(false);
            if (batch.sender().equals(self)) {
                heardItself();
            }
            onInbound(batch.sender(), from -> from.heard(batch, clock.nanos()));
        } catch (MalformedBatchException malformed) {
            // whose it was is not known; its number will be missing
            if (isUnreadable.compareAndSet(false, true)) {
                LOG.warn("something that is no batch came over the bus: {}", malformed.getMessage());
            }
        }
    }

    private void heardItself() {
        heardAt = clock.nanos();
        isHeardEver = true;
        if (isDeaf) {
            isDeaf = false;
            LOG.info("this node hears the bus again");
        }
    }

    private Outbound outboundTo(NodeId node) {
        Outbound known = outbound.get(node);
        if (known != null) {
            return known;
        }
        oldestBeyondBound(outbound, Outbound::usedAt).ifPresent(Outbound::fail);
        return outbound.computeIfAbsent(node, to -> new Outbound(self, to, way));
    }

    private void onInbound(NodeId node, Consumer<Inbound> action) {
        BusListener to = listener;
        if (to == null || isClosed) {
            return;
        }
        Inbound known = inbound.get(node);
        if (known == null) {
            // whatever that one says next is a gap, unless it is the first that it says
            var _ = oldestBeyondBound(inbound, Inbound::usedAt);
            known = inbound.computeIfAbsent(node, from -> new Inbound(from, to, clock.nanos()));
        }
        action.accept(known);
    }

    /// Makes room for one more.
    ///
    /// @return which one has been removed for it
    private <V> Optional<V> oldestBeyondBound(Map<NodeId, V> nodes, ToLongFunction<V> usedAt) {
        if (nodes.size() < MAX_NODES) {
            return Optional.empty();
        }
        long now = clock.nanos();
        return nodes.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(self))
                .max(Comparator.comparingLong(entry -> now - usedAt.applyAsLong(entry.getValue())))
                .map(Map.Entry::getKey)
                .flatMap(oldest -> Optional.ofNullable(nodes.remove(oldest)));
    }

    private Set<NodeId> known() {
        var known = new HashSet<>(inbound.keySet());
        known.addAll(outbound.keySet());
        return known;
    }

    private final class Publishing implements Outbound.Way {

        @Override
        public CompletionStage<Long> publish(NodeId to, ByteBuffer batch) {
            var connected = commands;
            if (connected == null) {
                return CompletableFuture.failedFuture(new IllegalStateException("not connected yet"));
            }
            try {
                return connected.spublish(channelOf(to), batch);
            } catch (RuntimeException refused) {
                return CompletableFuture.failedFuture(refused);
            }
        }

        @Override
        public void execute(Runnable task) {
            try {
                var _ = publisher.schedule(task);
            } catch (RejectedExecutionException closed) {
                LOG.debug("the bus is closed", closed);
            }
        }

        @Override
        public void later(Outbound outbound, Duration delay) {
            schedule(outbound::late, delay);
        }

        /// Whoever sends may hold locks that the listener wants.
        @Override
        public void lost(NodeId to) {
            schedule(() -> onInbound(to, Inbound::gap), Duration.ZERO);
            if (to.equals(self)) {
                // this node isn't heard, or the others can't be either
                schedule(() -> outbound.values().forEach(Outbound::fail), Duration.ZERO);
            }
        }

        @Override
        public void reachable(NodeId to) {
            schedule(() -> onInbound(to, Inbound::reachable), Duration.ZERO);
        }

        @Override
        public long nanos() {
            return clock.nanos();
        }

        private void schedule(Runnable task, Duration delay) {
            try {
                var _ = timers.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                LOG.debug("the server stops", stopped);
            }
        }
    }
}
