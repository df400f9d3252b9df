package one.commserver.mailbox.redis;

import one.commserver.crypto.Randomness;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.redis.Redis;
import one.commserver.redis.RedisProperties;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;

import java.time.Duration;

/// Chooses the mailboxes that live in Redis.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.REDIS)
@EnableConfigurationProperties(MailboxProperties.class)
class RedisMailboxConfiguration {

    /// Rare enough to cost nothing; each call to a mailbox tidies that one up.
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    @Bean
    RedisMailboxes mailboxes(MailboxProperties properties, Redis redis, RedisProperties connection) {
        Randomness.prepare();
        return new RedisMailboxes(redis, connection.retryAfter(), properties);
    }

    /// Tries until it listens; then the connection renews it by itself.
    @Bean(destroyMethod = "dispose")
    Disposable mailboxEvents(RedisMailboxes mailboxes, RedisProperties connection) {
        return mailboxes.listen().retryWhen(Retry.fixedDelay(Long.MAX_VALUE, connection.reconnectMax())).subscribe();
    }

    @Bean(destroyMethod = "dispose")
    Disposable mailboxSweep(RedisMailboxes mailboxes) {
        return Flux.interval(SWEEP_EVERY)
                .onBackpressureDrop()
                .concatMap(tick -> mailboxes.sweep().onErrorComplete(), 1)
                .subscribe();
    }
}
