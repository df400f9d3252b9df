package one.commserver.storage;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Where slots, sessions, pairings, mailboxes and all else that is stored live. One store for everything: half of it
/// elsewhere would make promises that nobody keeps.
public enum Storage {
    /// This process: for a single node.
    MEMORY,
    /// A Redis: for any number of nodes.
    REDIS;

    /// What chooses; without it the next three do.
    static final String PROPERTY = "commserver.registry";

    private static final List<String> NAMES_A_REDIS =
            List.of("commserver.redis.url", "commserver.redis.sentinel.master", "commserver.redis.cluster.nodes");

    private static final String REDIS_PROPERTIES = "commserver.redis";

    /// What means nothing by itself; without hyphens, as environment variables spell it.
    private static final String HARMLESS = "keyprefix";

    /// The chosen one, or [#REDIS] if a Redis is named, or [#MEMORY].
    ///
    /// @throws StorageRefusedException if something else was chosen, or a Redis is described and not named: whoever did
    ///     that wants one, and would find only later that each node stores for itself
    static Storage of(Environment environment) {
        String chosen = environment.getProperty(PROPERTY);
        if (chosen == null) {
            Binder binder = Binder.get(environment);
            boolean isNamed =
                    NAMES_A_REDIS.stream().anyMatch(name -> binder.bind(name, Bindable.listOf(String.class)).isBound());
            if (isNamed) {
                return REDIS;
            }
            List<String> described = described(binder);
            if (!described.isEmpty()) {
                throw new StorageRefusedException(
                        String.join(", ", described)
                                + " is set, but none of "
                                + String.join(", ", NAMES_A_REDIS)
                                + "; set one of them, or "
                                + PROPERTY
                                + "=memory");
            }
            return MEMORY;
        }
        return Stream.of(values())
                .filter(storage -> storage.name().equals(chosen.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new StorageRefusedException(
                                PROPERTY + " must be one of " + names() + ", but is '" + chosen + "'"));
    }

    /// The names of what is said about a Redis.
    private static List<String> described(Binder binder) {
        Map<String, Object> properties =
                binder.bind(REDIS_PROPERTIES, Bindable.mapOf(String.class, Object.class)).orElse(Map.of());
        return properties.entrySet().stream()
                .filter(property -> !property.getKey().replace("-", "").equalsIgnoreCase(HARMLESS))
                .flatMap(property -> names(REDIS_PROPERTIES + '.' + property.getKey(), property.getValue()))
                .sorted()
                .toList();
    }

    private static Stream<String> names(String name, Object value) {
        return value instanceof Map<?, ?> inner
                ? inner.entrySet().stream().flatMap(one -> names(name + '.' + one.getKey(), one.getValue()))
                : Stream.of(name);
    }

    private static List<String> names() {
        return Arrays.stream(values()).map(storage -> storage.name().toLowerCase(Locale.ROOT)).toList();
    }
}
