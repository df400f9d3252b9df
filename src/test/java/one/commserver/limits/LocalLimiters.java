package one.commserver.limits;

import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// Limiters of a single node, for tests.
///
/// @param nanos a clock that never goes back
public record LocalLimiters(LongSupplier nanos) implements RateLimiters {

    @Override
    public <K> RateLimiter<K> limiter(String name, IntSupplier perMinute, Function<K, String> spelling) {
        return new FailureThrottle<>(perMinute, nanos);
    }
}
