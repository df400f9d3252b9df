package one.commserver.redis;

import java.time.Duration;

/// Makes the failure that says: Redis is away, try again later. Handed in, because whoever stores something has a
/// type of its own for it.
@FunctionalInterface
public interface Unavailable {
    /// Makes it.
    ///
    /// @param retryAfter what the client is told
    RuntimeException until(Duration retryAfter);
}
