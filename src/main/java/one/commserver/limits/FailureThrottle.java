package one.commserver.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
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

    private final Cache<K, Bucket> failures;
    private final TimeMeter time;
    private final int perMinute;

    /// @param perMinute failures of one key that are let pass, at least 1
    /// @param nanos a clock that never goes back, as [System#nanoTime]
    public FailureThrottle(int perMinute, LongSupplier nanos) {
        this(perMinute, KEYS, nanos);
    }

    FailureThrottle(int perMinute, int keys, LongSupplier nanos) {
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
        Bucket bucket = failures.getIfPresent(key);
        if (bucket == null) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
    }

    @Override
    public void failed(K key) {
        failures.get(key, this::bucket).consumeIgnoringRateLimits(1);
    }

    /// How many keys are remembered.
    long keys() {
        failures.cleanUp();
        return failures.estimatedSize();
    }

    private Bucket bucket(@Nullable K key) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                .withCustomTimePrecision(time)
                .build();
    }
}
