package one.commserver.registry.redis;

import one.commserver.crypto.Identity;
import one.commserver.registry.Slot;
import one.commserver.registry.handover.Farewell;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Who holds slots on this node. Any thread; no holder is called under a lock.
///
/// The news that a taking is over may come before the news that it was granted: they come on two connections. Whoever
/// asks for a taking that isn't known while a claim for its slot is under way waits for that claim.
final class Holders {

    private final ConcurrentMap<Slot, Place> places = new ConcurrentHashMap<>();
    private final Farewell farewell;

    Holders(Farewell farewell) {
        this.farewell = farewell;
    }

    /// What is known of one slot; changed only under the map's lock for it.
    private static final class Place {
        final Map<Long, Held> takings = new HashMap<>();
        final Map<Long, Early> early = new HashMap<>();
        int claims;

        boolean isEmpty() {
            return takings.isEmpty() && early.isEmpty() && claims == 0;
        }
    }

    /// Somebody wants to know when a taking is over that isn't known yet.
    private record Early(boolean resumed, CompletableFuture<@Nullable Void> over) {}

    /// A claim for the slot is under way.
    void claims(Slot slot) {
        places.compute(
                slot,
                (same, known) -> {
                    Place place = known == null ? new Place() : known;
                    place.claims++;
                    return place;
                });
    }

    /// The claim was granted.
    void granted(Held held) {
        Slot slot = held.registration().slot();
        settle(slot, held);
        var _ = held.over().thenRun(() -> forget(held));
    }

    /// The claim came to nothing, as far as anybody knows.
    void refused(Slot slot) {
        settle(slot, null);
    }

    private void settle(Slot slot, @Nullable Held held) {
        var askedFor = new ArrayList<Early>(1);
        var asked = new ArrayList<Early>(0);
        places.computeIfPresent(
                slot,
                (same, place) -> {
                    place.claims--;
                    if (held != null) {
                        long epoch = held.registration().epoch();
                        place.takings.put(epoch, held);
                        Early early = place.early.remove(epoch);
                        if (early != null) {
                            askedFor.add(early);
                        }
                    }
                    if (place.claims == 0) {
                        asked.addAll(place.early.values());
                        place.early.clear();
                    }
                    return place.isEmpty() ? null : place;
                });
        asked.forEach(early -> early.over().complete(null));
        if (held != null) {
            askedFor.forEach(early -> {
                var _ = held.displace(farewell, early.resumed());
                var _ = held.over().thenRun(() -> early.over().complete(null));
            });
        }
    }

    /// Somebody else has the slot: tells the holder if it doesn't know.
    ///
    /// @return completes, and never fails, when that taking and those before it are over; at once if it isn't known
    CompletableFuture<@Nullable Void> displace(Slot slot, long epoch, boolean resumed) {
        var known = new ArrayList<Held>(1);
        var waiting = new ArrayList<Early>(1);
        places.computeIfPresent(
                slot,
                (same, place) -> {
                    Held held = place.takings.get(epoch);
                    if (held != null) {
                        known.add(held);
                    } else if (place.claims > 0) {
                        waiting.add(
                                place.early.computeIfAbsent(
                                        epoch, unknown -> new Early(resumed, new CompletableFuture<>())));
                    }
                    return place;
                });
        if (!known.isEmpty()) {
            Held held = known.getFirst();
            var _ = held.displace(farewell, resumed);
            return held.over();
        }
        return waiting.isEmpty() ? CompletableFuture.completedFuture(null) : waiting.getFirst().over();
    }

    /// All takings of a slot that were before one and aren't over.
    List<Held> before(Slot slot, long epoch) {
        return of(slot).stream().filter(held -> held.registration().epoch() < epoch).toList();
    }

    /// The last taking of a slot, if it isn't over.
    @Nullable Held last(Slot slot) {
        return of(slot).stream().max(Comparator.comparingLong(held -> held.registration().epoch())).orElse(null);
    }

    /// All takings of a slot of which Redis doesn't know, and which aren't over.
    List<Held> unsettled(Slot slot) {
        return of(slot).stream().filter(Held::isUnsettled).toList();
    }

    /// That taking, if it isn't over.
    @Nullable Held taking(Slot slot, long epoch) {
        return of(slot).stream().filter(held -> held.registration().epoch() == epoch).findFirst().orElse(null);
    }

    /// Everybody who is connected.
    List<Held> connected() {
        var all = new ArrayList<Held>();
        places.keySet().forEach(slot -> of(slot).stream().filter(Held::isConnected).forEach(all::add));
        return all;
    }

    /// All takings of an identity's slots that aren't over.
    List<Held> of(Identity identity) {
        return places.keySet().stream()
                .filter(slot -> slot.identity().equals(identity))
                .flatMap(slot -> of(slot).stream())
                .toList();
    }

    /// How many slots take memory.
    int count() {
        return places.size();
    }

    private List<Held> of(Slot slot) {
        var all = new ArrayList<Held>(1);
        places.computeIfPresent(
                slot,
                (same, place) -> {
                    all.addAll(place.takings.values());
                    return place;
                });
        return all;
    }

    private void forget(Held held) {
        places.computeIfPresent(
                held.registration().slot(),
                (same, place) -> {
                    place.takings.remove(held.registration().epoch());
                    return place.isEmpty() ? null : place;
                });
    }
}
