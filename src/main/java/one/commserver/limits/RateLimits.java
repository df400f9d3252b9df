package one.commserver.limits;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/// How fast one connection may send. Who is faster isn't read for a while; nothing gets lost and nobody is closed.
///
/// Spec: chapter 2, limits.
///
/// @param messagesPerSecond how many frames of any kind a connection may send in a second, at most a million; zero: no
///     limit. The default carries the default bytes in frames of 32 KiB, and is 2,700 times the typical traffic of a
///     connection
/// @param bytesPerSecond how much payload it may send in a second, at most 900 MiB; zero: no limit
/// @param burst how long a silence can be made up for: a connection that was silent may send what it could have sent
///     within this time at once; at least 1 ms. The default lets a client fill a connection's window after a pause
@ConfigurationProperties("commserver.limits")
public record RateLimits(
        @DefaultValue("2000") int messagesPerSecond,
        @DefaultValue("64MB") DataSize bytesPerSecond,
        @DefaultValue("2s") Duration burst) {

    private static final Duration LEAST_BURST = Duration.ofMillis(1);
    private static final Duration LONGEST_BURST = Duration.ofHours(1);

    /// A byte takes a nanosecond at least.
    private static final DataSize MOST_BYTES = DataSize.ofMegabytes(900);

    private static final int MOST_MESSAGES = 1_000_000;

    public RateLimits {
        Check.atLeast("messages-per-second", 0, messagesPerSecond);
        Check.that(
                messagesPerSecond <= MOST_MESSAGES,
                "messages-per-second",
                "at most " + MOST_MESSAGES,
                messagesPerSecond);
        Check.atLeast("bytes-per-second", 0, bytesPerSecond.toBytes());
        Check.that(
                bytesPerSecond.compareTo(MOST_BYTES) <= 0, "bytes-per-second", "at most " + MOST_BYTES, bytesPerSecond);
        Check.that(burst.compareTo(LEAST_BURST) >= 0, "burst", "at least 1 ms", burst);
        Check.that(burst.compareTo(LONGEST_BURST) <= 0, "burst", "at most an hour", burst);
    }
}
