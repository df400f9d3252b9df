package one.commserver.limits.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import one.commserver.connection.NanoClock;
import one.commserver.crypto.Digests;
import one.commserver.limits.FailureThrottle;
import one.commserver.limits.RateLimiter;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.redis.Script;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// A limiter whose count all nodes share.
///
/// Each node counts what happens there and decides by that at once. It tells Redis of it without waiting, and Redis
/// answers how long the key has to wait in all; from then on the node decides by the longer of the two. So whoever goes
/// to another node can fail there until the first answer has come, and no longer. While Redis is away each node has its
/// own limit; what it couldn't tell is never told.
///
/// Memory: as [FailureThrottle], and as many keys that have to wait.
///
/// @param <K> compared by value
final class RedisRateLimiter<K> implements RateLimiter<K> {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long NANOS_OF_A_MICROSECOND = 1000;

    /// A key has to wait so long at most, whatever it does.
    private static final Duration LONGEST = MINUTE.multipliedBy(2);

    private static final int KEYS = 100_000;

    /// How much Redis may be told at the same time; beyond it the node counts alone.
    private static final int AT_ONCE = 256;

    private final Script<Long> count = Script.of("limits/count", reply -> reply.number(0));
    private final Redis redis;
    private final String name;
    private final IntSupplier perMinute;
    private final Function<K, String> spelling;
    private final Supplier<String> time;
    private final NanoClock clock;
    private final FailureThrottle<K> own;

    /// Until when keys have to wait, by this node's clock, as Redis has said.
    private final Cache<K, Long> waits;

    private final Semaphore room = new Semaphore(AT_ONCE);

    /// @param spelling as in [one.commserver.limits.RateLimiters#limiter]
    /// @param time in microseconds for tests; empty: that of Redis
    RedisRateLimiter(
            Redis redis,
            String name,
            IntSupplier perMinute,
            Function<K, String> spelling,
            Supplier<String> time,
            NanoClock clock) {
        this.redis = redis;
        this.name = name;
        this.perMinute = perMinute;
        this.spelling = spelling;
        this.time = time;
        this.clock = clock;
        this.own = new FailureThrottle<>(perMinute, clock::nanos);
        this.waits =
                Caffeine.newBuilder()
                        .maximumSize(KEYS)
                        .expireAfterWrite(LONGEST)
                        .ticker(clock::nanos)
                        .executor(Runnable::run)
                        .build();
    }

    @Override
    public Duration pause(K key) {
        Duration here = own.pause(key);
        Long until = waits.getIfPresent(key);
        Duration shared = until == null ? Duration.ZERO : Duration.ofNanos(until - clock.nanos());
        return here.compareTo(shared) > 0 ? here : shared;
    }

    @Override
    public void failed(K key) {
        own.failed(key);
        if (room.tryAcquire()) {
            long asked = clock.nanos();
            var _ =
                    redis.run(
                                    count,
                                    List.of(redis.key(KeyPattern.LIMIT, name, hash(spelling.apply(key)))),
                                    time.get(),
                                    forgivenAfter(perMinute.getAsInt()),
                                    micros(MINUTE),
                                    micros(LONGEST))
                            .doOnNext(wait -> learn(key, asked, wait))
                            .doFinally(end -> room.release())
                            // without an answer this node counts alone
                            .onErrorComplete()
                            .toFuture();
        }
    }

    /// Of several answers that of the longest wait counts.
    private void learn(K key, long asked, long micros) {
        if (micros > 0) {
            waits.asMap()
                    .merge(key, asked + micros * NANOS_OF_A_MICROSECOND, (one, other) -> one - other > 0 ? one : other);
        }
    }

    /// Addresses are personal data.
    private static String hash(String spelling) {
        return Digests.sha256(spelling.getBytes(StandardCharsets.UTF_8)).toBase64Url();
    }

    /// In how many microseconds one is forgiven; zero would let the key end before it begins.
    static long forgivenAfter(int perMinute) {
        return Math.max(1, micros(MINUTE) / perMinute);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / NANOS_OF_A_MICROSECOND;
    }
}
