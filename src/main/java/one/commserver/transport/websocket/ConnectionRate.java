package one.commserver.transport.websocket;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;

import one.commserver.limits.NanoTime;

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

    private final Allowance allowance;
    private final TimeMeter time;

    /// What the buckets were made of.
    private Allowance.Allowed applied;

    private @Nullable Bucket frames;
    private @Nullable Bucket bytes;

    /// @param allowance when it changes, the connection goes by the new one from its next frame on, with a whole burst
    /// @param nanos a clock that never goes back, as [System#nanoTime]
    ConnectionRate(Allowance allowance, LongSupplier nanos) {
        this.allowance = allowance;
        this.time = new NanoTime(nanos);
        this.applied = allowance.now();
        apply(applied);
    }

    /// Counts frames.
    ///
    /// @param count how many
    /// @param size the bytes of all, not negative
    /// @return for how many nanoseconds nothing more may be read; zero: go on
    @SuppressWarnings("ReferenceEquality") // it is the same object until they are changed, and that is asked each time
    long pauseAfter(int count, long size) {
        Allowance.Allowed now = allowance.now();
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
        Allowance.Allowed now = allowance.now();
        if (now != applied) {
            apply(now);
        }
        return Math.max(
                left(frames, applied.limits().messagesPerSecond()),
                left(bytes, applied.limits().bytesPerSecond().toBytes()));
    }

    private void apply(Allowance.Allowed now) {
        frames = bucket(now.frames(), time);
        bytes = bucket(now.bytes(), time);
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

    private static @Nullable Bucket bucket(@Nullable Bandwidth allowed, TimeMeter time) {
        return allowed == null
                ? null
                : Bucket.builder()
                        .addLimit(allowed)
                        .withCustomTimePrecision(time)
                        .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                        .build();
    }
}
