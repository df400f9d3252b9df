package one.commserver.registry;

import one.commserver.crypto.Identity;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Who belongs to an identity, on this node. Any thread.
///
/// Most identities have one member, so the sets are small before they are fast: each change makes a new one.
///
/// @param <T> compared by identity or value, as it likes
public final class IdentityIndex<T> {

    private final Map<Identity, Set<T>> byIdentity = new ConcurrentHashMap<>();

    /// Adds one; twice is once.
    public void add(Identity identity, T member) {
        byIdentity.merge(identity, Set.of(member), IdentityIndex::union);
    }

    /// Removes one, if it is there.
    public void remove(Identity identity, T member) {
        byIdentity.computeIfPresent(
                identity,
                (same, all) -> {
                    if (!all.contains(member)) {
                        return all;
                    }
                    Set<T> others = new HashSet<>(all);
                    others.remove(member);
                    return others.isEmpty() ? null : Set.copyOf(others);
                });
    }

    /// Everybody: a view that others may change meanwhile.
    public Stream<T> all() {
        return byIdentity.values().stream().flatMap(Set::stream);
    }

    /// All of an identity, as of now.
    public Set<T> of(Identity identity) {
        return byIdentity.getOrDefault(identity, Set.of());
    }

    /// How many identities have somebody.
    int identities() {
        return byIdentity.size();
    }

    private static <T> Set<T> union(Set<T> known, Set<T> added) {
        if (known.containsAll(added)) {
            return known;
        }
        Set<T> all = new HashSet<>(known);
        all.addAll(added);
        return Set.copyOf(all);
    }
}
