package one.commserver.limits;

import java.util.function.Function;
import java.util.function.IntSupplier;

/// Makes the limiters of those limits that nobody may multiply by going to another node. What belongs to one connection
/// has its own on that node, a [FailureThrottle].
public interface RateLimiters {

    /// A limiter.
    ///
    /// @param name of the limit: letters and hyphens; the same on all nodes
    /// @param perMinute how often one key may do it, now; at least 1
    /// @param spelling of a key: the same on all nodes, different for different keys
    <K> RateLimiter<K> limiter(String name, IntSupplier perMinute, Function<K, String> spelling);
}
