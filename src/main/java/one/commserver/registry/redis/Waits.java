package one.commserver.registry.redis;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Claims that wait until holders on other nodes have stopped reading. None waits longer than the patience, or than the
/// other node lives. Any thread.
final class Waits {

    /// The former holder, and the last one that itself had to wait.
    private static final int AT_MOST = 2;

    private final ConcurrentMap<String, Wait> waits = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Duration patience;

    Waits(Duration patience) {
        this.patience = patience;
    }

    private static final class Wait {
        final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        volatile @Nullable String node;
    }

    /// What one claim waits for: opened before Redis is asked, because answers may overtake that of Redis.
    final class Ticket {

        private final String number = String.valueOf(numbers.incrementAndGet());
        private final List<Wait> places = List.of(new Wait(), new Wait());

        private Ticket() {
            for (int place = 0; place < AT_MOST; place++) {
                waits.put(name(place), places.get(place));
            }
        }

        String number() {
            return number;
        }

        /// Completes, and never fails, when the node has answered or isn't waited for any more.
        CompletableFuture<@Nullable Void> of(int place, String node) {
            Wait wait = places.get(place);
            wait.node = node;
            var _ = wait.over.completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
            var _ = wait.over.thenRun(() -> waits.remove(name(place)));
            return wait.over;
        }

        /// Forgets the places that nobody waits in.
        void close() {
            for (int place = 0; place < AT_MOST; place++) {
                if (places.get(place).node == null) {
                    waits.remove(name(place));
                }
            }
        }

        private String name(int place) {
            return number + '.' + (place + 1);
        }
    }

    Ticket open() {
        return new Ticket();
    }

    /// A node has answered.
    void stopped(String name) {
        Wait wait = waits.get(name);
        if (wait != null) {
            wait.over.complete(null);
        }
    }

    /// Waits for nobody else any more.
    void keepOnly(Set<String> living) {
        waits.values().stream()
                .filter(wait -> wait.node != null && !living.contains(wait.node))
                .forEach(wait -> wait.over.complete(null));
    }

    int count() {
        return waits.size();
    }
}
