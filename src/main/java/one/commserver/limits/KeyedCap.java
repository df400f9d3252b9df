package one.commserver.limits;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntSupplier;

/// Counts up to a cap for each key, exactly, from any thread. A key takes memory only while a permit of it is out.
///
/// @param <K> compared by value
public final class KeyedCap<K> {

    private final ConcurrentMap<K, Integer> counts = new ConcurrentHashMap<>();
    private final IntSupplier cap;

    /// @param cap how many permits of one key there are at most
    public KeyedCap(int cap) {
        if (cap < 1) {
            throw new IllegalArgumentException("a cap for each key is at least 1, but is " + cap);
        }
        this.cap = () -> cap;
    }

    /// @param cap how many permits of one key there are at most, now; when it falls below those that are out, nobody
    ///     loses one
    public KeyedCap(IntSupplier cap) {
        this.cap = cap;
    }

    /// A permit, or empty if the key is at the cap.
    public Optional<Permit> acquire(K key) {
        int most = cap.getAsInt();
        boolean[] acquired = {false};
        counts.compute(
                key,
                (same, count) -> {
                    int before = count == null ? 0 : count;
                    acquired[0] = before < most;
                    return acquired[0] ? before + 1 : before;
                });
        return acquired[0] ? Optional.of(new Permit(() -> giveBack(key))) : Optional.empty();
    }

    /// How many permits of the key are out.
    public int count(K key) {
        return counts.getOrDefault(key, 0);
    }

    /// How many keys have a permit out.
    public int keys() {
        return counts.size();
    }

    private void giveBack(K key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }
}
