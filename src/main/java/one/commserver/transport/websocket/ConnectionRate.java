package one.commserver.transport.websocket;

import one.commserver.connection.NanoClock;
import one.commserver.transport.websocket.Allowance.Allowed;
import one.commserver.transport.websocket.Allowance.Pace;

import org.jspecify.annotations.Nullable;

/// How fast one connection sends, in frames and bytes. Belongs to the connection's thread: nothing here is
/// synchronised.
///
/// What has arrived is counted whatever the limit, since it is here already; what was too much becomes the time for
/// which the connection must not be read, so in the long run the limit holds exactly.
///
/// Two numbers and not two buckets of the library's, which the other limits have: those took 430 bytes of each idle
/// connection, and read the clock once each for every read.
final class ConnectionRate {

    private final Allowance allowance;
    private final NanoClock clock;

    /// What both times below go by.
    private Allowed applied;

    /// When there is a whole burst again, by the clock.
    private long wholeFrames;

    private long wholeBytes;

    /// @param allowance when it changes, the connection goes by the new one from its next frame on, with a whole burst
    ConnectionRate(Allowance allowance, NanoClock clock) {
        this.allowance = allowance;
        this.clock = clock;
        this.applied = allowance.now();
        wholeFrames = clock.nanos();
        wholeBytes = wholeFrames;
    }

    /// Counts frames.
    ///
    /// @param count how many
    /// @param size the bytes of all, not negative
    /// @return for how many nanoseconds nothing more may be read; zero: go on
    long pauseAfter(int count, long size) {
        long now = clock.nanos();
        Allowed allowed = allowedAt(now);
        wholeFrames = spent(allowed.frames(), wholeFrames, now, count);
        wholeBytes = spent(allowed.bytes(), wholeBytes, now, size);
        return left(allowed, now);
    }

    /// Whether what has arrived so far is still too much, by the limits that hold now.
    ///
    /// @return for how many nanoseconds nothing more may be read; zero: go on
    long pauseLeft() {
        long now = clock.nanos();
        return left(allowedAt(now), now);
    }

    @SuppressWarnings("ReferenceEquality") // it is the same object until they are changed, and that is asked each time
    private Allowed allowedAt(long now) {
        Allowed allowed = allowance.now();
        if (allowed != applied) {
            applied = allowed;
            wholeFrames = now;
            wholeBytes = now;
        }
        return allowed;
    }

    private static long spent(@Nullable Pace pace, long whole, long now, long count) {
        return pace == null ? whole : pace.spend(whole, now, count);
    }

    private long left(Allowed allowed, long now) {
        return Math.max(debt(allowed.frames(), wholeFrames, now), debt(allowed.bytes(), wholeBytes, now));
    }

    private static long debt(@Nullable Pace pace, long whole, long now) {
        return pace == null ? 0 : pace.debt(whole, now);
    }
}
