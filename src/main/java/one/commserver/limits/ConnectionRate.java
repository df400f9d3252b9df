package one.commserver.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How fast one connection sends, in frames and bytes. Belongs to the connection's thread: nothing here is
/// synchronised.
///
/// What has arrived is counted whatever the limit, since it is here already; what was too much becomes the time for
/// which the connection must not be read, so in the long run the limit holds exactly.
public final class ConnectionRate {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final @Nullable Bucket frames;
    private final @Nullable Bucket bytes;

    /// @param nanos a clock that never goes back, as [System#nanoTime]
    public ConnectionRate(RateLimits limits, LongSupplier nanos) {
        TimeMeter time = new NanoTime(nanos);
        frames = bucket(limits.messagesPerSecond(), limits.burst(), time);
        bytes = bucket(limits.bytesPerSecond().toBytes(), limits.burst(), time);
    }

    /// Counts a frame.
    ///
    /// @param size its bytes, not negative
    /// @return for how many nanoseconds nothing more may be read; zero: go on
    public long pauseAfter(int size) {
        return Math.max(consume(frames, 1), consume(bytes, size));
    }

    private static long consume(@Nullable Bucket bucket, int tokens) {
        // A bucket refuses to give nothing, and an empty frame has counted as a frame.
        return bucket == null || tokens == 0 ? 0 : bucket.consumeIgnoringRateLimits(tokens);
    }

    private static @Nullable Bucket bucket(long perSecond, Duration burst, TimeMeter time) {
        if (perSecond == 0) {
            return null;
        }
        long capacity = Math.max(1, (long) (perSecond * (burst.toNanos() / (double) SECOND.toNanos())));
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity).refillGreedy(perSecond, SECOND))
                .withCustomTimePrecision(time)
                .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                .build();
    }
}
