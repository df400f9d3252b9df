package one.commserver.pairing.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

import one.commserver.redis.Redis;
import one.commserver.redis.Script;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Asks Redis, and goes on elsewhere than on its connection's thread: what follows takes its time, and callers mustn't
/// be there.
record Steps(Redis redis) {

    /// As [Redis#run].
    <T> Mono<T> run(Script<T> script, List<String> keys, Object... arguments) {
        return redis.run(script, keys, arguments).publishOn(Schedulers.parallel());
    }

    /// As [Redis#confirmed].
    <T> Mono<T> confirmed(Script<T> script, List<String> keys, Object... arguments) {
        return redis.confirmed(script, keys, arguments).publishOn(Schedulers.parallel());
    }

    /// As [Redis#command].
    <T> Mono<T> command(
            String name, Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        return redis.command(name, command).publishOn(Schedulers.parallel());
    }
}
