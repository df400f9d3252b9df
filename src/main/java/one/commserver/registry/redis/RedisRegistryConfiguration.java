package one.commserver.registry.redis;

import one.commserver.connection.NanoClock;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.redis.Redis;
import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight;
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
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/// Chooses the registry that lives in Redis.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.REDIS)
@EnableConfigurationProperties(RegistryProperties.class)
class RedisRegistryConfiguration {

    private static final int RENEWALS_OF_A_LEASE = 3;

    @Bean
    RedisRegistry registry(
            Redis redis,
            NodeId node,
            RegistryProperties properties,
            InForce<ConnectionLimits> limits,
            NanoClock clock,
            InstantSource wallClock) {
        IntSupplier connections = limits.highest(ConnectionLimits::connections);
        return new RedisRegistry(
                redis,
                node,
                new SlotScripts(redis, properties, limits, () -> ""),
                new NodeLease(redis, node, properties.lease(), clock, wallClock),
                new Farewell(properties.displacementPatience(), Schedulers.parallel()),
                properties,
                // whoever was let in stays when the limit is lowered
                () -> Math.clamp((long) connections.getAsInt() + properties.remembered(), 0, Integer.MAX_VALUE),
                clock);
    }

    @Bean
    Oversight oversight(RedisRegistry registry) {
        return registry.oversight();
    }

    @Bean
    ReadPermission readPermission(RedisRegistry registry) {
        return registry.liveness()::mayRead;
    }

    /// Begins at once. The lease has a timer of its own: a round may take longer than it.
    @Bean(destroyMethod = "dispose")
    Disposable registryRenewal(RedisRegistry registry, RegistryProperties properties) {
        return rounds(registry.liveness(), properties.lease());
    }

    static Disposable rounds(Liveness node, Duration lease) {
        Duration pause = lease.dividedBy(RENEWALS_OF_A_LEASE);
        return Disposables.composite(
                each(pause, node.doubts(), node.live()), each(pause, node.joined(), node.settle()));
    }

    /// Runs something at once, after each pause and whenever something happens, one after another; what happens
    /// meanwhile lets it run once more.
    private static Disposable each(Duration pause, Flux<?> events, Mono<Void> step) {
        CompletableFuture<@Nullable Void> running =
                Flux.<Object>merge(Flux.interval(Duration.ZERO, pause, Schedulers.parallel()), events)
                        .onBackpressureLatest()
                        .publishOn(Schedulers.parallel(), 1)
                        .concatMap(any -> step, 1)
                        .then(Mono.<Void>empty())
                        .toFuture();
        return () -> running.cancel(true);
    }
}
