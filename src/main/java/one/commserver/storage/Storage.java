package one.commserver.storage;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

    /// The chosen one, or [#REDIS] if a Redis is named, or [#MEMORY].
    ///
    /// @throws IllegalArgumentException if something else was chosen
    static Storage of(Environment environment) {
        String chosen = environment.getProperty(PROPERTY);
        if (chosen == null) {
            Binder binder = Binder.get(environment);
            boolean isNamed =
                    NAMES_A_REDIS.stream().anyMatch(name -> binder.bind(name, Bindable.listOf(String.class)).isBound());
            return isNamed ? REDIS : MEMORY;
        }
        return Stream.of(values())
                .filter(storage -> storage.name().equals(chosen.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                PROPERTY + " must be one of " + names() + ", but is '" + chosen + "'"));
    }

    private static List<String> names() {
        return Arrays.stream(values()).map(storage -> storage.name().toLowerCase(Locale.ROOT)).toList();
    }
}
