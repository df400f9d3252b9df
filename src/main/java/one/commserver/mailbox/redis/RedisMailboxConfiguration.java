package one.commserver.mailbox.redis;

import one.commserver.crypto.Randomness;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.redis.Redis;
import one.commserver.redis.RedisProperties;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Chooses the mailboxes that live in Redis.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.REDIS)
@EnableConfigurationProperties(MailboxProperties.class)
class RedisMailboxConfiguration {

    /// Rare enough to cost nothing; each call to a mailbox tidies that one up.
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    @Bean
    RedisMailboxes mailboxes(MailboxProperties properties, Redis redis, RedisProperties connection) {
        Randomness.prepare();
        return new RedisMailboxes(redis, connection.retryAfter(), properties);
    }

    @Bean(destroyMethod = "dispose")
    Disposable mailboxEvents(RedisMailboxes mailboxes) {
        return every(CHECK_EVERY, mailboxes.listen());
    }

    @Bean(destroyMethod = "dispose")
    Disposable mailboxSweep(RedisMailboxes mailboxes) {
        return every(SWEEP_EVERY, mailboxes.sweep());
    }

    private static Disposable every(Duration pause, Mono<Void> work) {
        CompletableFuture<@Nullable Void> rounds =
                Flux.interval(pause)
                        .onBackpressureDrop()
                        .concatMap(tick -> work.onErrorComplete(), 1)
                        .then(Mono.<Void>empty())
                        .toFuture();
        return () -> rounds.cancel(true);
    }
}
