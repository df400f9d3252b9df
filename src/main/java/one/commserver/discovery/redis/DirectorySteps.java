package one.commserver.discovery.redis;

import one.commserver.crypto.Identity;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.redis.Reply;
import one.commserver.redis.Script;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Runs the scripts about the directory, with what all of them need, and has this node's listeners told.
final class DirectorySteps {

    /// Where a script's own results begin.
    static final int OWN = 2;

    private static final String NEVER = "0";
    private static final Script<Boolean> ENTER = Script.of("discovery/enter", reply -> true);

    private final Redis redis;
    private final DirectoryKeys keys;
    private final PresenceNews news;
    private final Scheduler scheduler;
    private final Around around;

    /// What scripts have to know of the world.
    ///
    /// @param time in microseconds for tests; empty: that of Redis
    /// @param living as [LivingNodes#get]
    /// @param outlives how long an announcement outlives its link
    /// @param look how often an identity is looked at whose node can die
    record Around(Supplier<String> time, Supplier<String> living, Duration outlives, Duration look) {}

    /// @param scheduler on which all that follows a script is done
    DirectorySteps(Redis redis, PresenceNews news, Scheduler scheduler, Around around) {
        this.redis = redis;
        this.keys = new DirectoryKeys(redis);
        this.news = news;
        this.scheduler = scheduler;
        this.around = around;
    }

    static Script<Reply> script(String name) {
        return Script.of("discovery/shared", "discovery/" + name, Function.identity());
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    DirectoryKeys keys() {
        return keys;
    }

    String time() {
        return around.time().get();
    }

    /// Runs a script about an identity; listeners hear of what it has changed before anything follows. If it isn't
    /// known what became of it, they hear of that.
    ///
    /// @param isConfirmed whether replicas have to have it
    /// @param own the script's own arguments
    Mono<Reply> run(Script<Reply> script, Identity identity, boolean isConfirmed, Object... own) {
        return Mono.defer(
                        () -> {
                            List<String> where = keys.of(identity);
                            Object[] arguments = arguments(identity, own);
                            return isConfirmed
                                    ? redis.confirmed(script, where, arguments)
                                    : redis.run(script, where, arguments);
                        })
                .publishOn(scheduler)
                .doOnNext(reply -> {
                    if (reply.number(0) == 1) {
                        news.tell(identity);
                    }
                })
                .doOnError(unknown -> news.mayHaveChanged(identity))
                .doOnCancel(() -> news.mayHaveChanged(identity));
    }

    private Object[] arguments(Identity identity, Object... own) {
        var all =
                new ArrayList<Object>(
                        List.of(
                                time(),
                                redis.key(KeyPattern.PRESENCE),
                                news.message(identity),
                                around.living().get(),
                                micros(around.outlives()),
                                micros(around.look())));
        all.addAll(Arrays.asList(own));
        return all.toArray();
    }

    /// When the identity is to be looked at next, as a script has said.
    static String next(Reply reply) {
        return reply.text(1);
    }

    /// Enters when an identity is to be looked at; what was entered before stays if it is earlier.
    ///
    /// @param micros the moment, or `0` for never
    /// @param isLookedAt whether it has just been
    Mono<Void> enter(Identity identity, String micros, boolean isLookedAt) {
        return !isLookedAt && micros.equals(NEVER)
                ? Mono.empty()
                : Mono.defer(() ->
                                redis.run(
                                        ENTER,
                                        keys.part(identity),
                                        time(),
                                        identity.wire(),
                                        micros,
                                        micros(around.look()),
                                        isLookedAt ? 1 : 0))
                        .publishOn(scheduler)
                        .then();
    }
}
