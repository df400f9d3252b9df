package one.commserver.relay.bus.redis;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.redis.Redis;
import one.commserver.redis.RedisProperties;
import one.commserver.registry.NodeId;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;
import one.commserver.telemetry.Meters;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
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

    /// Part of readiness: down when this node hasn't heard itself through Redis for the grace time. A node whose
    /// subscription is dead isn't ready, however well Redis answers commands.
    @Bean
    HealthIndicator busHealthIndicator(RedisBus bus, RedisProperties properties, MeterRegistry registry) {
        new Meters(registry).gauge(BusMeter.ALIVE, bus, shown -> shown.isAlive(properties.readinessGrace()) ? 1 : 0);
        return () -> (bus.isAlive(properties.readinessGrace()) ? Health.up() : Health.down()).build();
    }
}
