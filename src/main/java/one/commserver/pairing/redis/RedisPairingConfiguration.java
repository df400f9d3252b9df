package one.commserver.pairing.redis;

import one.commserver.pairing.PairingChanges;
import one.commserver.pairing.PairingProperties;
import one.commserver.redis.Redis;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.Disposable;

/// Chooses the invites and pairings that live in Redis.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.REDIS)
class RedisPairingConfiguration {

    @Bean
    RedisPairings pairings(Redis redis, PairingProperties properties) {
        int most = properties.pairingsPerIdentity();
        return new RedisPairings(new InviteScripts(redis, () -> ""), new PairScripts(redis, most, () -> ""), most);
    }

    @Bean(destroyMethod = "dispose")
    Disposable pairingNews(Redis redis, PairingChanges changes) {
        return new PairingNews(redis, changes.news()).start();
    }
}
