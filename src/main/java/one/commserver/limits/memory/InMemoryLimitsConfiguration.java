package one.commserver.limits.memory;

import one.commserver.connection.NanoClock;
import one.commserver.limits.FailureThrottle;
import one.commserver.limits.RateLimiter;
import one.commserver.limits.RateLimiters;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.function.Function;

/// Chooses limiters that count what happens on this node.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.MEMORY)
class InMemoryLimitsConfiguration {

    @Bean
    RateLimiters rateLimiters(NanoClock clock) {
        return new RateLimiters() {
            @Override
            public <K> RateLimiter<K> limiter(String name, int perMinute, Function<K, String> spelling) {
                return new FailureThrottle<>(perMinute, clock::nanos);
            }
        };
    }
}
