package one.commserver.operations.explain;

import one.commserver.crypto.Identity;
import one.commserver.transport.ClientAddress;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The last few things of each of so many identities; the one to which nothing has happened for longest is forgotten
/// first. Identities cost nothing, so one address has room for a part of them only, and forgets its own beyond that.
/// Any thread; what runs under the lock is a step in a map.
///
/// @param <T> what is remembered
final class Rings<T extends Rings.Dated> {

    private static final float LOAD = 0.75f;
    private static final int PARTS = 16;

    private final int most;
    private final int mostOfAddress;
    private final int ofEach;
    private final Map<Identity, Ring<T>> rings = new LinkedHashMap<>(16, LOAD, true);
    private final Map<ClientAddress, Set<Identity>> byAddress = new HashMap<>();
    private Instant complete;

    /// Something that has happened.
    interface Dated {
        Instant at();
    }

    /// @param from which address the identity was heard of first, if that is known
    private record Ring<T>(Deque<T> things, @Nullable ClientAddress from) {}

    /// @param most identities
    /// @param ofEach things of one
    /// @param begin before which nothing is known
    Rings(int most, int ofEach, Instant begin) {
        this.most = most;
        this.mostOfAddress = Math.max(1, most / PARTS);
        this.ofEach = ofEach;
        this.complete = begin;
    }

    /// @param from which address it came, if that is known
    synchronized void add(Identity identity, @Nullable ClientAddress from, T thing) {
        Ring<T> ring = rings.get(identity);
        if (ring == null) {
            ring = new Ring<>(new ArrayDeque<>(2), from);
            rings.put(identity, ring);
            makeRoom(identity, from);
        }
        ring.things().addFirst(thing);
        if (ring.things().size() > ofEach) {
            ring.things().removeLast();
        }
    }

    private void makeRoom(Identity fresh, @Nullable ClientAddress from) {
        if (from != null) {
            Set<Identity> all = byAddress.computeIfAbsent(from, unknown -> new LinkedHashSet<>(2));
            all.add(fresh);
            if (all.size() > mostOfAddress) {
                forget(all.iterator().next());
            }
        }
        if (rings.size() > most) {
            forget(rings.keySet().iterator().next());
        }
    }

    private void forget(Identity identity) {
        Ring<T> ring = rings.remove(identity);
        if (ring == null) {
            return;
        }
        Instant last = ring.things().getFirst().at();
        complete = last.isAfter(complete) ? last : complete;
        ClientAddress from = ring.from();
        if (from != null) {
            byAddress.computeIfPresent(
                    from,
                    (same, all) -> {
                        all.remove(identity);
                        return all.isEmpty() ? null : all;
                    });
        }
    }

    /// Newest first.
    synchronized List<T> of(Identity identity) {
        Ring<T> ring = rings.get(identity);
        return ring == null ? List.of() : List.copyOf(ring.things());
    }

    /// Behind which moment no identity was forgotten; of one there are no more than the last few things nevertheless.
    synchronized Instant complete() {
        return complete;
    }
}
