package one.commserver.client.peer;

import one.commserver.connection.ConnectionState;
import one.commserver.connection.NanoClock;
import one.commserver.crypto.Identity;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

/// Keeps idle peer connections for who needs one next, so that a handshake serves more than one exchange. A connection
/// belongs to the pool from [#give] until [#take]; the pool closes what it has for too long, what there is no room for,
/// and everything when it is closed itself. Keep-alive goes on in the pool, and what ends there is dropped. Safe from
/// any thread.
///
/// The caller gives back only what is between two exchanges: what a peer sends later waits for the next taker.
public final class PeerPool implements AutoCloseable {

    private final Limits limits;
    private final NanoClock clock;
    private final Map<Key, Deque<Idle>> idle = new HashMap<>();
    private final Set<PeerConnection> watched = Collections.newSetFromMap(new WeakHashMap<>());
    private final Disposable timer;
    private int size;
    private int maximum;
    private long expired;
    private boolean closed;

    /// How much is kept and for how long.
    ///
    /// @param timeToLive from [#give] on
    /// @param perPeer the most connections to one device of a peer
    /// @param total the most connections in all
    public record Limits(Duration timeToLive, int perPeer, int total) {

        /// 5 minutes, 4 of a peer's device, 64 in all.
        public static final Limits DEFAULT = new Limits(Duration.ofMinutes(5), 4, 64);

        /// @throws IllegalArgumentException if there is no room or no time
        public Limits {
            if (!timeToLive.isPositive() || perPeer < 1 || total < 1) {
                throw new IllegalArgumentException("a pool keeps at least one connection for a while");
            }
        }
    }

    /// The pool's numbers.
    ///
    /// @param size how many connections it has
    /// @param maximum how many it has had at once
    /// @param expired how many it has closed because nobody needed them in time
    /// @param averageAge of those that it has, since they were given; zero if there are none
    public record Statistics(int size, int maximum, long expired, Duration averageAge) {}

    private record Key(Identity peer, String instance) {}

    private record Idle(PeerConnection connection, long since) {}

    /// A pool with the defaults.
    public PeerPool() {
        this(Limits.DEFAULT, System::nanoTime, Schedulers.parallel());
    }

    /// @param clock what ages are read from
    /// @param timers where the clean-up runs, every quarter of the time to live
    public PeerPool(Limits limits, NanoClock clock, Scheduler timers) {
        this.limits = limits;
        this.clock = clock;
        long period = Math.max(1, limits.timeToLive().toNanos() / 4);
        this.timer = timers.schedulePeriodically(this::cleanUp, period, period, TimeUnit.NANOSECONDS);
    }

    /// A connection to that device of the peer: the one that was given last. It belongs to the caller from now on.
    public synchronized Optional<PeerConnection> take(Identity peer, String instance) {
        var key = new Key(peer, instance);
        Deque<Idle> of = idle.get(key);
        while (of != null && !of.isEmpty()) {
            Idle newest = of.removeLast();
            removed(key, of, 1);
            if (isUsable(newest)) {
                return Optional.of(newest.connection);
            }
            expired += isExpired(newest) ? 1 : 0;
            dismiss(List.of(newest));
        }
        return Optional.empty();
    }

    /// Gives a connection to the pool, which closes it if there is no room.
    ///
    /// @return whether it is kept
    public boolean give(PeerConnection connection) {
        boolean kept = keep(connection);
        if (kept && isNew(connection)) {
            connection.ended().subscribe(end -> forget(connection));
        } else if (!kept) {
            connection.close().subscribe();
        }
        return kept;
    }

    /// Each connection is watched once, however often it is given.
    private synchronized boolean isNew(PeerConnection connection) {
        return watched.add(connection);
    }

    private synchronized boolean keep(PeerConnection connection) {
        var key = new Key(connection.peer(), connection.instance());
        Deque<Idle> of = idle.computeIfAbsent(key, absent -> new ArrayDeque<>());
        boolean kept =
                !closed
                        && connection.state() == ConnectionState.ACTIVE
                        && of.size() < limits.perPeer()
                        && size < limits.total()
                        && of.stream().noneMatch(each -> each.connection.equals(connection));
        if (kept) {
            of.add(new Idle(connection, clock.nanos()));
            size++;
            maximum = Math.max(maximum, size);
        }
        removed(key, of, 0);
        return kept;
    }

    private synchronized void forget(PeerConnection connection) {
        var key = new Key(connection.peer(), connection.instance());
        Deque<Idle> of = idle.get(key);
        if (of != null && of.removeIf(each -> each.connection.equals(connection))) {
            removed(key, of, 1);
        }
    }

    private void removed(Key key, Deque<Idle> of, int count) {
        size -= count;
        if (of.isEmpty()) {
            idle.remove(key);
        }
    }

    private boolean isUsable(Idle each) {
        return each.connection.state() == ConnectionState.ACTIVE && !isExpired(each);
    }

    private boolean isExpired(Idle each) {
        return clock.since(each.since).compareTo(limits.timeToLive()) >= 0;
    }

    private void cleanUp() {
        List<Idle> old = new ArrayList<>();
        synchronized (this) {
            for (Iterator<Deque<Idle>> all = idle.values().iterator(); all.hasNext(); ) {
                Deque<Idle> of = all.next();
                while (!of.isEmpty() && isExpired(of.getFirst())) {
                    old.add(of.removeFirst());
                    size--;
                    expired++;
                }
                if (of.isEmpty()) {
                    all.remove();
                }
            }
        }
        dismiss(old);
    }

    private static void dismiss(List<Idle> old) {
        old.forEach(each -> each.connection.close().subscribe());
    }

    /// The numbers as they are now.
    public synchronized Statistics statistics() {
        long nanos = idle.values().stream().flatMap(Deque::stream).mapToLong(each -> clock.nanos() - each.since).sum();
        return new Statistics(size, maximum, expired, Duration.ofNanos(size == 0 ? 0 : nanos / size));
    }

    /// Closes what it has, and whatever is given to it from now on.
    @Override
    public void close() {
        timer.dispose();
        List<Idle> all;
        synchronized (this) {
            closed = true;
            all = idle.values().stream().flatMap(Deque::stream).toList();
            idle.clear();
            size = 0;
        }
        dismiss(all);
    }

    /// The same, and completes when all of them have ended.
    public Mono<Void> closing() {
        return Mono.defer(() -> {
            List<PeerConnection> all;
            synchronized (this) {
                all = idle.values().stream().flatMap(Deque::stream).map(Idle::connection).toList();
            }
            close();
            return Flux.fromIterable(all).flatMap(PeerConnection::ended).then();
        });
    }
}
