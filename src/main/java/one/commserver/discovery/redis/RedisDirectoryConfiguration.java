package one.commserver.discovery.redis;

import one.commserver.connection.NanoClock;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.redis.Redis;
import one.commserver.redis.RedisProperties;
import one.commserver.registry.NodeId;
import one.commserver.registry.RegistryProperties;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Chooses the directory that lives in Redis.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.REDIS)
class RedisDirectoryConfiguration {

    /// How much later than it is so peers hear that somebody has gone by the time that has passed.
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

    @Bean(destroyMethod = "dispose")
    PresenceNews presenceNews(Redis redis, NanoClock clock) {
        return new PresenceNews(redis, Schedulers.parallel(), clock);
    }

    @Bean
    LivingNodes livingNodes(Redis redis, NodeId node, RegistryProperties registry, NanoClock clock) {
        return new LivingNodes(redis, node, registry.lease(), clock);
    }

    @Bean
    RedisDirectory directory(
            Redis redis,
            PresenceNews news,
            LivingNodes living,
            RegistryProperties sessions,
            InForce<ConnectionLimits> limits,
            RedisProperties connection) {
        var around = new DirectorySteps.Around(() -> "", living, sessions.sessionTimeToLive(), look(sessions));
        int lost = sessions.rememberedPerIdentity();
        return new RedisDirectory(
                redis,
                new DirectorySteps(redis, news, Schedulers.parallel(), around),
                news,
                new RedisDirectory.Rules(
                        () -> Math.clamp((long) limits.now().connectionsPerIdentity() + lost, 0, Integer.MAX_VALUE),
                        lost,
                        connection.retryAfter()));
    }

    /// A dead node's clients are gone at most so much later than a lost session would be.
    static Duration look(RegistryProperties sessions) {
        Duration session = sessions.sessionTimeToLive();
        return session.compareTo(sessions.lease()) > 0 ? session : sessions.lease();
    }

    @Bean(destroyMethod = "dispose")
    Disposable directorySweep(RedisDirectory directory, PresenceNews news, LivingNodes living) {
        return rounds(directory, news, living, SWEEP_EVERY);
    }

    /// A round that takes longer lets the next ones wait.
    static Disposable rounds(RedisDirectory directory, PresenceNews news, LivingNodes living, Duration pause) {
        Mono<Void> round =
                Flux.just(news.check(), living.look(), directory.sweep())
                        // each is tried again in the next round
                        .concatMap(Mono::onErrorComplete, 1)
                        .then();
        CompletableFuture<@Nullable Void> rounds =
                Flux.interval(Duration.ZERO, pause, Schedulers.parallel())
                        .onBackpressureDrop()
                        .concatMap(tick -> round, 1)
                        .then(Mono.<Void>empty())
                        .toFuture();
        return () -> rounds.cancel(true);
    }
}
