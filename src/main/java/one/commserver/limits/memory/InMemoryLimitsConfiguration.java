package one.commserver.limits.memory;

import one.commserver.connection.NanoClock;
import one.commserver.limits.FailureThrottle;
import one.commserver.limits.NamedLimiters;
import one.commserver.limits.RateLimiter;
import one.commserver.limits.RateLimiters;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.function.Function;
import java.util.function.IntSupplier;

/// Chooses limiters that count what happens on this node.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.MEMORY)
class InMemoryLimitsConfiguration {

    @Bean
    NamedLimiters rateLimiters(NanoClock clock) {
        return new NamedLimiters(
                new RateLimiters() {
                    @Override
                    public <K> RateLimiter<K> limiter(
                            String name, IntSupplier perMinute, Function<K, String> spelling) {
                        return new FailureThrottle<>(perMinute, clock::nanos);
                    }
                });
    }
}
