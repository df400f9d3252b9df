package one.commserver.registry;

import one.commserver.crypto.Identity;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Stream;

/// Who belongs to an identity, on this node. Any thread.
///
/// Most identities have one member, so the sets are small before they are fast.
///
/// @param <T> compared by identity or value, as it likes
public final class IdentityIndex<T> {

    private final Map<Identity, Set<T>> byIdentity = new ConcurrentHashMap<>();

    /// Adds one; twice is once.
    public void add(Identity identity, T member) {
        byIdentity.compute(
                identity,
                (same, known) -> {
                    Set<T> all = known == null ? new CopyOnWriteArraySet<>() : known;
                    all.add(member);
                    return all;
                });
    }

    /// Removes one, if it is there.
    public void remove(Identity identity, T member) {
        byIdentity.computeIfPresent(
                identity,
                (same, all) -> {
                    all.remove(member);
                    return all.isEmpty() ? null : all;
                });
    }

    /// Everybody: a view that others may change meanwhile.
    public Stream<T> all() {
        return byIdentity.values().stream().flatMap(Set::stream);
    }

    /// All of an identity: a view that others may change meanwhile.
    public Set<T> of(Identity identity) {
        return byIdentity.getOrDefault(identity, Set.of());
    }
}
