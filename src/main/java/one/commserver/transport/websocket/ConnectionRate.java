package one.commserver.transport.websocket;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;

import one.commserver.limits.InForce;
import one.commserver.limits.NanoTime;
import one.commserver.limits.RateLimits;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How fast one connection sends, in frames and bytes. Belongs to the connection's thread: nothing here is
/// synchronised.
///
/// What has arrived is counted whatever the limit, since it is here already; what was too much becomes the time for
/// which the connection must not be read, so in the long run the limit holds exactly.
final class ConnectionRate {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InForce<RateLimits> limits;
    private final TimeMeter time;

    /// What the buckets were made of.
    private RateLimits applied;

    private @Nullable Bucket frames;
    private @Nullable Bucket bytes;

    /// @param limits when they change, the connection goes by the new ones from its next frame on, with a whole burst
    /// @param nanos a clock that never goes back, as [System#nanoTime]
    ConnectionRate(InForce<RateLimits> limits, LongSupplier nanos) {
        this.limits = limits;
        this.time = new NanoTime(nanos);
        this.applied = limits.now();
        apply(applied);
    }

    /// Counts frames.
    ///
    /// @param count how many
    /// @param size the bytes of all, not negative
    /// @return for how many nanoseconds nothing more may be read; zero: go on
    @SuppressWarnings("ReferenceEquality") // it is the same object until they are changed, and that is asked each time
    long pauseAfter(int count, long size) {
        RateLimits now = limits.now();
        if (now != applied) {
            apply(now);
        }
        return Math.max(consume(frames, count), consume(bytes, size));
    }

    /// Whether what has arrived so far is still too much, by the limits that hold now.
    ///
    /// @return for how many nanoseconds nothing more may be read; zero: go on
    @SuppressWarnings("ReferenceEquality") // as above
    long pauseLeft() {
        RateLimits now = limits.now();
        if (now != applied) {
            apply(now);
        }
        return Math.max(left(frames, applied.messagesPerSecond()), left(bytes, applied.bytesPerSecond().toBytes()));
    }

    private void apply(RateLimits now) {
        frames = bucket(now.messagesPerSecond(), now.burst(), time);
        bytes = bucket(now.bytesPerSecond().toBytes(), now.burst(), time);
        applied = now;
    }

    private static long consume(@Nullable Bucket bucket, long tokens) {
        // A bucket refuses to give nothing, and an empty frame has counted as a frame.
        return bucket == null || tokens == 0 ? 0 : bucket.consumeIgnoringRateLimits(tokens);
    }

    private static long left(@Nullable Bucket bucket, long perSecond) {
        long tooMuch = bucket == null ? 0 : -bucket.getAvailableTokens();
        return tooMuch <= 0 ? 0 : (long) Math.ceil(tooMuch * (SECOND.toNanos() / (double) perSecond));
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
