package one.commserver.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// Remembers who has failed too often lately on this node, each key by itself. Any thread.
///
/// Failures are forgiven one by one, evenly over the minute. Attempts that run at the same moment may fail beyond the
/// limit; they are counted, and are waited for afterwards.
///
/// @param <K> compared by value
public final class FailureThrottle<K> implements RateLimiter<K> {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// How many keys are remembered at most: 30 MB or so. Beyond it those go that are used least, so whoever has that
    /// many addresses to fail from gains nothing by being forgotten.
    private static final int KEYS = 100_000;

    private final Cache<K, Counted> failures;
    private final TimeMeter time;
    private final IntSupplier perMinute;

    /// What one key has failed, by the limit that held when the bucket was made.
    private record Counted(Bucket bucket, int perMinute) {}

    /// @param perMinute failures of one key that are let pass, now; at least 1. When it changes, what was counted stays
    ///     counted, up to as much as is let pass then
    /// @param nanos a clock that never goes back, as [System#nanoTime]
    public FailureThrottle(IntSupplier perMinute, LongSupplier nanos) {
        this(perMinute, KEYS, nanos);
    }

    FailureThrottle(IntSupplier perMinute, int keys, LongSupplier nanos) {
        this.perMinute = perMinute;
        this.time = new NanoTime(nanos);
        // Within two minutes without an attempt a key has paid off twice its limit.
        this.failures =
                Caffeine.newBuilder()
                        .maximumSize(keys)
                        .expireAfterAccess(MINUTE.multipliedBy(2))
                        .ticker(nanos::getAsLong)
                        .executor(Runnable::run)
                        .build();
    }

    @Override
    public Duration pause(K key) {
        Counted counted = failures.getIfPresent(key);
        if (counted != null && counted.perMinute != perMinute.getAsInt()) {
            counted = failures.asMap().computeIfPresent(key, (same, before) -> counted(before));
        }
        if (counted == null) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(counted.bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
    }

    @Override
    public void failed(K key) {
        Counted counted = failures.getIfPresent(key);
        if (counted == null || counted.perMinute != perMinute.getAsInt()) {
            counted = failures.asMap().compute(key, (same, before) -> counted(before));
        }
        counted.bucket.consumeIgnoringRateLimits(1);
    }

    /// How many keys are remembered.
    long keys() {
        failures.cleanUp();
        return failures.estimatedSize();
    }

    /// As it is to be counted by the limit that holds now.
    private Counted counted(@Nullable Counted before) {
        int most = perMinute.getAsInt();
        if (before != null && before.perMinute == most) {
            return before;
        }
        Bucket bucket = bucket(most);
        long failed = before == null ? 0 : Math.min(most, before.perMinute - before.bucket.getAvailableTokens());
        if (failed > 0) {
            bucket.consumeIgnoringRateLimits(failed);
        }
        return new Counted(bucket, most);
    }

    private Bucket bucket(int most) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, MINUTE))
                .withCustomTimePrecision(time)
                .build();
    }
}
