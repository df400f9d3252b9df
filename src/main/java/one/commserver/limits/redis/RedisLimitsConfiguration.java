package one.commserver.limits.redis;

import one.commserver.connection.NanoClock;
import one.commserver.limits.NamedLimiters;
import one.commserver.limits.RateLimiter;
import one.commserver.limits.RateLimiters;
import one.commserver.redis.Redis;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.function.Function;
import java.util.function.IntSupplier;

/// Chooses limiters that all nodes share.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.REDIS)
class RedisLimitsConfiguration {

    @Bean
    NamedLimiters rateLimiters(Redis redis, NanoClock clock) {
        return new NamedLimiters(
                new RateLimiters() {
                    @Override
                    public <K> RateLimiter<K> limiter(
                            String name, IntSupplier perMinute, Function<K, String> spelling) {
                        return new RedisRateLimiter<>(redis, name, perMinute, spelling, () -> "", clock);
                    }
                });
    }
}
