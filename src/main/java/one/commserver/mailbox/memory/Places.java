package one.commserver.mailbox.memory;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Randomness;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/// Gives places in the logs, of which each is greater than all before it, and writes them as cursors. Any thread.
///
/// The places of all mailboxes are one sequence: so a cursor stays good when its mailbox has been forgotten meanwhile.
/// They rise with the time, so they don't repeat those of an earlier process either, but its cursors aren't
/// understood: what it kept is lost.
final class Places {

    /// Before all places.
    static final long START = 0;

    private static final int INCARNATION_BYTES = 9;
    private static final char SEPARATOR = '.';
    private static final int PLACES_IN_A_MILLISECOND = 1000;

    private final String prefix = Bytes.of(Randomness.bytes(INCARNATION_BYTES)).toBase64Url() + SEPARATOR;
    private final AtomicLong last = new AtomicLong(START);

    /// The first of so many consecutive places.
    long next(int count, long nowMillis) {
        long first = nowMillis * PLACES_IN_A_MILLISECOND;
        return last.updateAndGet(before -> Math.max(before + 1, first) + count - 1) - count + 1;
    }

    /// The cursor behind that place.
    String cursor(long place) {
        return prefix + place;
    }

    /// The place that a cursor of this process says.
    OptionalLong place(String cursor) {
        if (!cursor.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        long place;
        try {
            place = Long.parseLong(cursor, prefix.length(), cursor.length(), 10);
        } catch (NumberFormatException malformed) {
            return OptionalLong.empty();
        }
        boolean isOneSpelling = cursor.equals(cursor(place));
        return isOneSpelling && place > START && place <= last.get() ? OptionalLong.of(place) : OptionalLong.empty();
    }
}
