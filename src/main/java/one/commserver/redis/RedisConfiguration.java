package one.commserver.redis;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;
import one.commserver.tracing.Tracing;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Makes the connections, if Redis is the store.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.REDIS)
@EnableConfigurationProperties(RedisProperties.class)
class RedisConfiguration {

    @Bean(destroyMethod = "close")
    RedisConnections redisConnections(RedisProperties properties, SslBundles bundles, NanoClock clock) {
        RedisProperties.Tls tls = properties.tls();
        String bundle = tls == null ? null : tls.bundle();
        return new RedisConnections(properties, bundle == null ? null : bundles.getBundle(bundle), clock);
    }

    @Bean
    RedisCalls redisCalls(RedisConnections connections, MeterRegistry meters, Tracing tracing, NanoClock clock) {
        var calls = new RedisCalls(meters, tracing, clock);
        calls.show(connections);
        return calls;
    }

    @Bean
    Redis redis(RedisConnections connections, RedisProperties properties, Unavailable unavailable, RedisCalls calls) {
        return new Redis(connections, properties, unavailable, calls);
    }
}
