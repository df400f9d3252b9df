package one.commserver.limits;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.IntSupplier;

/// Limiters that can be asked by a key's spelling, whatever they limit, for those who look after the server. Any
/// thread.
public final class NamedLimiters implements RateLimiters {

    private final RateLimiters maker;
    private final ConcurrentMap<String, RateLimiter<String>> byName = new ConcurrentHashMap<>();

    /// @param maker of limiters that count spellings
    public NamedLimiters(RateLimiters maker) {
        this.maker = maker;
    }

    @Override
    public <K> RateLimiter<K> limiter(String name, IntSupplier perMinute, Function<K, String> spelling) {
        RateLimiter<String> spelled = maker.limiter(name, perMinute, Function.identity());
        byName.put(name, spelled);
        return new RateLimiter<>() {
            @Override
            public Duration pause(K key) {
                return spelled.pause(spelling.apply(key));
            }

            @Override
            public void failed(K key) {
                spelled.failed(spelling.apply(key));
            }
        };
    }

    /// For how long a key has to wait, as far as this node knows, by the name of each limit that holds it up.
    public Map<String, Duration> pauses(String spelling) {
        var pauses = new TreeMap<String, Duration>();
        byName.forEach((name, limiter) -> {
            Duration pause = limiter.pause(spelling);
            if (pause.isPositive()) {
                pauses.put(name, pause);
            }
        });
        return pauses;
    }
}
