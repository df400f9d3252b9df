package one.commserver.redis;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Each key that is ever written, and each channel. `docs/redis.md` tells how long they live and how large they become.
///
/// What stands in braces decides the place in a cluster: keys that change in one script share it.
public enum KeyPattern {
    /// The slots of one identity.
    SLOTS("{<identity>}:slots", Type.HASH),
    /// The nodes that live, with the end of their leases.
    NODES("{nodes}", Type.SORTED_SET),
    /// What nodes tell one node.
    NODE("node:<node>", Type.CHANNEL);

    private static final Pattern PLACE = Pattern.compile("<[a-z-]+>");

    private final String pattern;
    private final Type type;

    /// What lies there.
    public enum Type {
        STRING,
        HASH,
        LIST,
        SET,
        SORTED_SET,
        STREAM,
        /// Nothing: messages pass through.
        CHANNEL
    }

    KeyPattern(String pattern, Type type) {
        this.pattern = pattern;
        this.type = type;
    }

    /// Behind the key prefix and a colon; what varies stands in angle brackets.
    public String pattern() {
        return pattern;
    }

    public Type type() {
        return type;
    }

    /// The key.
    ///
    /// @param prefix of all keys, [RedisProperties#keyPrefix]
    /// @param values of what varies, in order
    /// @throws IllegalArgumentException if there aren't as many as vary
    public String key(String prefix, String... values) {
        var left = List.of(values).iterator();
        Matcher places = PLACE.matcher(pattern);
        StringBuilder key = new StringBuilder(prefix).append(':');
        while (places.find()) {
            if (!left.hasNext()) {
                throw new IllegalArgumentException(pattern + " needs more values");
            }
            places.appendReplacement(key, Matcher.quoteReplacement(left.next()));
        }
        if (left.hasNext()) {
            throw new IllegalArgumentException(pattern + " needs fewer values");
        }
        return places.appendTail(key).toString();
    }
}
