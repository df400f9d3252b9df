package one.commserver.relay.record.redis;

import one.commserver.redis.Redis;
import one.commserver.registry.RegistryProperties;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;

/// Chooses the records that live in Redis.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.REDIS)
class RedisSessionRecordsConfiguration {

    /// Each session that has channels is written again long before.
    private static final Duration BEYOND_SESSION = Duration.ofHours(2);

    @Bean
    RedisSessionRecords sessionRecords(Redis redis, RegistryProperties sessions) {
        return new RedisSessionRecords(redis, sessions.sessionTimeToLive().plus(BEYOND_SESSION));
    }
}
