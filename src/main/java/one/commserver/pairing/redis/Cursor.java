package one.commserver.pairing.redis;

import org.jspecify.annotations.Nullable;

/// A place in a list, as clients keep it.
final class Cursor {

    private static final long BEFORE_ALL = -1;

    private Cursor() {}

    /// The place; one before all if it is none of this store's.
    static long read(@Nullable String cursor) {
        if (cursor == null) {
            return BEFORE_ALL;
        }
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException foreign) {
            return BEFORE_ALL;
        }
    }
}
