package one.commserver.operations.asking.redis;

import one.commserver.connection.NanoClock;
import one.commserver.operations.asking.AskingProperties;
import one.commserver.operations.asking.Responder;
import one.commserver.redis.Redis;
import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.Disposable;

/// Chooses to ask all nodes that share a Redis.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.REDIS)
@EnableConfigurationProperties(AskingProperties.class)
class RedisAskingConfiguration {

    @Bean
    RedisAsking asking(
            Redis redis,
            NodeId self,
            Oversight oversight,
            Responder responder,
            AskingProperties properties,
            NanoClock clock) {
        return new RedisAsking(redis, self, oversight, responder, properties, clock);
    }

    @Bean(destroyMethod = "dispose")
    Disposable questionsHeard(RedisAsking asking) {
        return asking.start();
    }
}
