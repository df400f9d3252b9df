package one.commserver.registry.redis;

import one.commserver.connection.NanoClock;
import one.commserver.limits.ConnectionLimits;
import one.commserver.redis.Redis;
import one.commserver.registry.NodeId;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.handover.Farewell;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;
import one.commserver.transport.ReadPermission;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Chooses the registry that lives in Redis.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.REDIS)
@EnableConfigurationProperties(RegistryProperties.class)
class RedisRegistryConfiguration {

    private static final int RENEWALS_OF_A_LEASE = 3;

    @Bean
    RedisRegistry registry(
            Redis redis, NodeId node, RegistryProperties properties, ConnectionLimits limits, NanoClock clock) {
        return new RedisRegistry(
                redis,
                node,
                new SlotScripts(redis, properties, limits, () -> ""),
                new NodeLease(redis, node, properties.lease(), clock),
                new Farewell(properties.displacementPatience(), Schedulers.parallel()));
    }

    @Bean
    ReadPermission readPermission(RedisRegistry registry) {
        return registry::mayRead;
    }

    /// Begins at once; a round that takes longer lets the next ones wait.
    @Bean(destroyMethod = "dispose")
    Disposable registryRenewal(RedisRegistry registry, RegistryProperties properties) {
        return rounds(registry, properties.lease());
    }

    static Disposable rounds(RedisRegistry registry, Duration lease) {
        Duration pause = lease.dividedBy(RENEWALS_OF_A_LEASE);
        CompletableFuture<@Nullable Void> rounds =
                Flux.interval(Duration.ZERO, pause, Schedulers.parallel())
                        .onBackpressureDrop()
                        .concatMap(tick -> registry.renew(), 1)
                        .then(Mono.<Void>empty())
                        .toFuture();
        return () -> rounds.cancel(true);
    }
}
