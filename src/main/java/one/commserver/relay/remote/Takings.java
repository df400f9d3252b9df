package one.commserver.relay.remote;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import one.commserver.registry.Registration;
import one.commserver.registry.Slot;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who is known to have taken which slot last, and the halves whose other end has one. Any thread.
///
/// Whoever is heard of with a slot got it when the one before had stopped reading. So only what was on its way then can
/// still come from there, and nobody has to be remembered for longer than that takes.
///
/// Spec: chapter 4, epochs.
final class Takings {

    /// Longer than any node keeps what it can't send.
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private static final long MOST = 100_000;

    private final Map<Slot, Set<Half>> halves = new ConcurrentHashMap<>();
    private final Cache<Slot, Registration> newest =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(REMEMBERED).build();

    void add(Half half) {
        halves.compute(
                half.far().slot(),
                (slot, known) -> {
                    Set<Half> all = known == null ? ConcurrentHashMap.newKeySet() : known;
                    all.add(half);
                    return all;
                });
    }

    void remove(Half half) {
        halves.computeIfPresent(
                half.far().slot(),
                (slot, all) -> {
                    all.remove(half);
                    return all.isEmpty() ? null : all;
                });
    }

    /// All whose other end has that slot: a view that may change.
    Set<Half> of(Slot slot) {
        return halves.getOrDefault(slot, Set.of());
    }

    /// Somebody has a slot.
    ///
    /// @return whether that is news
    @SuppressWarnings("ReferenceEquality") // this very taking, told for the first time
    boolean learn(Registration held) {
        return newest.asMap().merge(held.slot(), held, Takings::later) == held;
    }

    /// Who has had the slot since, or the same one. What one node tells comes in order, so it isn't held against
    /// itself.
    Registration since(Registration held) {
        Registration last = newest.getIfPresent(held.slot());
        return last == null || last.node().equals(held.node()) ? held : later(held, last);
    }

    private static Registration later(Registration known, Registration other) {
        return other.epoch() > known.epoch() ? other : known;
    }
}
