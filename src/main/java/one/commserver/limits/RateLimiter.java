package one.commserver.limits;

import java.time.Duration;

/// Remembers who has done too often lately what may be done so often within a minute, each key by itself. What was done
/// is forgiven one by one, evenly over the minute. Any thread; nothing waits, for an event loop asks.
///
/// What runs at the same moment may go beyond the limit; it is counted, and is waited for afterwards.
///
/// `RateLimiterContract` among the tests is the suite that every implementation passes.
///
/// @param <K> compared by value
public interface RateLimiter<K> {

    /// How long the key has to wait until it may try again; zero: not at all.
    Duration pause(K key);

    /// The key has done it, or has failed.
    void failed(K key);
}
