package one.commserver.relay.bus.redis;

import one.commserver.connection.NanoClock;
import one.commserver.redis.Redis;
import one.commserver.redis.RedisProperties;
import one.commserver.registry.NodeId;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.scheduler.Scheduler;

/// Chooses the bus that runs over Redis.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.REDIS)
class RedisBusConfiguration {

    @Bean(destroyMethod = "close")
    RedisBus redisBus(Redis redis, NodeId self, NanoClock clock, Scheduler timers, RedisProperties properties) {
        return new RedisBus(redis, self, clock, timers, properties.commandTimeout());
    }
}
