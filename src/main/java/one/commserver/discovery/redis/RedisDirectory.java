package one.commserver.discovery.redis;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.discovery.Directory;
import one.commserver.protocol.DiscoveryMessage;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.redis.Redis;
import one.commserver.redis.Reply;
import one.commserver.redis.Script;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryUnavailableException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/// The directory of all nodes that share a Redis.
///
/// What an identity has lies at one place, and each step is one script there, which lets end first what has to. When an
/// identity is to be looked at because something ends by time is kept elsewhere, in parts: entered before the
/// announcement is made, so that a node that dies in between leaves only a look at nothing, and once more behind it,
/// for somebody may have looked meanwhile. All nodes look; each identity is taken by one at a time.
///
/// An announcement of a dead node's client has lost its link; see [LivingNodes].
///
/// Memory: none on this node. In Redis: see `docs/redis.md`.
///
/// Spec: chapters 6 and 13.
final class RedisDirectory implements Directory {

    private static final Logger LOG = LoggerFactory.getLogger(RedisDirectory.class);

    private static final Script<Reply> ANNOUNCE = DirectorySteps.script("announce");
    private static final Script<Reply> LOST = DirectorySteps.script("lost");
    private static final Script<Reply> END = DirectorySteps.script("end");
    private static final Script<Reply> PUBLISH = DirectorySteps.script("publish");
    private static final Script<Reply> FIND = DirectorySteps.script("find");
    private static final Script<Reply> PRESENCE = DirectorySteps.script("presence");
    private static final Script<Reply> DUE = Script.of("discovery/due", Function.identity());

    private static final byte[] NOTHING = {};

    /// Of one part in one go, and how often that is repeated before the next sweep.
    private static final int LOOKED_AT_ONCE = 100;

    private static final int GOES = 10;

    private static final int CONCURRENCY = 16;

    /// So long nobody else looks at them.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Redis redis;
    private final DirectorySteps steps;
    private final PresenceNews news;
    private final Rules rules;

    /// What it holds to.
    ///
    /// @param announcements how many an identity may have, those included whose links are lost
    /// @param lost how many of them are kept without their links
    /// @param retryAfter what is told when something else than the connection fails
    record Rules(IntSupplier announcements, int lost, Duration retryAfter) {}

    RedisDirectory(Redis redis, DirectorySteps steps, PresenceNews news, Rules rules) {
        this.redis = redis;
        this.steps = steps;
        this.news = news;
        this.rules = rules;
    }

    @Override
    public Mono<Outcome> announce(Registration registration, List<Endpoint> endpoints, Instant expires) {
        Identity identity = registration.slot().identity();
        byte[] text = endpoints.isEmpty() ? NOTHING : Written.endpoints(endpoints);
        String until = String.valueOf(micros(expires));
        Mono<Void> entered = text.length == 0 ? Mono.empty() : steps.enter(identity, until, false);
        Mono<Reply> announced =
                Mono.defer(() ->
                        steps.run(
                                ANNOUNCE,
                                identity,
                                true,
                                Written.slot(registration.slot()),
                                registration.epoch(),
                                until,
                                registration.node().value(),
                                text,
                                rules.announcements().getAsInt()));
        return guarded(
                entered.then(announced)
                        .flatMap(reply ->
                                steps.enter(identity, DirectorySteps.next(reply), false)
                                        // what was entered before the announcement is enough, save for a rare
                                        // coincidence
                                        .onErrorComplete(RegistryUnavailableException.class)
                                        .thenReturn(outcome(reply))));
    }

    private static Outcome outcome(Reply reply) {
        return reply.number(DirectorySteps.OWN) == 1 ? Outcome.FULL : Outcome.DONE;
    }

    @Override
    public Mono<Void> lost(Registration registration) {
        Identity identity = registration.slot().identity();
        return guarded(
                steps.run(LOST, identity, false, Written.slot(registration.slot()), registration.epoch(), rules.lost())
                        .flatMap(reply ->
                                steps.enter(identity, DirectorySteps.next(reply), false)
                                        // it is looked at in any case, later
                                        .onErrorComplete(RegistryUnavailableException.class)));
    }

    @Override
    public Mono<Void> end(Registration registration) {
        return guarded(
                steps.run(
                                END,
                                registration.slot().identity(),
                                false,
                                Written.slot(registration.slot()),
                                registration.epoch())
                        .then());
    }

    @Override
    public Mono<Outcome> publish(Identity identity, SealingKey key, Instant expires) {
        return guarded(
                Mono.defer(() -> steps.run(PUBLISH, identity, true, Written.key(key), micros(expires)))
                        .map(RedisDirectory::outcome));
    }

    @Override
    public Mono<Found> find(Identity identity) {
        return guarded(steps.run(FIND, identity, false).map(RedisDirectory::found));
    }

    private static Found found(Reply reply) {
        Bytes key = reply.bytes(DirectorySteps.OWN + 1);
        List<FoundEndpoint> endpoints =
                reply.arrays(DirectorySteps.OWN + 2).stream()
                        .flatMap(entry -> Written.endpoints(entry.text(0), entry.bytes(1)).stream())
                        .distinct()
                        .limit(DiscoveryMessage.MAX_FOUND)
                        .toList();
        return new Found(reply.number(DirectorySteps.OWN) == 1, endpoints, key.length() == 0 ? null : Written.key(key));
    }

    @Override
    public Mono<Presence> presence(Identity identity) {
        return guarded(
                steps.run(PRESENCE, identity, false)
                        .map(reply ->
                                new Presence(
                                        reply.number(DirectorySteps.OWN) == 1, reply.number(DirectorySteps.OWN + 1))));
    }

    @Override
    public void onChange(Consumer<Identity> listener) {
        news.onChange(listener);
    }

    @Override
    public void onLoss(Runnable listener) {
        news.onLoss(listener);
    }

    /// Looks at whoever something has ended of by time; for a timer. Never fails: what can't be looked at holds up
    /// nothing else, and is looked at later.
    Mono<Void> sweep() {
        return Flux.range(0, DirectoryKeys.PARTS).concatMap(part -> guarded(lookAt(part)).onErrorComplete(), 1).then();
    }

    private Mono<Void> lookAt(int part) {
        return Mono.defer(() -> lookAtSome(part)).repeat(GOES).takeUntil(count -> count < LOOKED_AT_ONCE).then();
    }

    private Mono<Integer> lookAtSome(int part) {
        return redis.run(DUE, steps.keys().part(part), steps.time(), LOOKED_AT_ONCE, DirectorySteps.micros(PATIENCE))
                .flatMapIterable(RedisDirectory::identities)
                .flatMap(identity -> guarded(look(identity)).onErrorComplete().thenReturn(1), CONCURRENCY)
                .reduce(0, Integer::sum);
    }

    private static List<Identity> identities(Reply reply) {
        Reply all = reply.array(0);
        return IntStream.range(0, all.size()).mapToObj(place -> Identity.parse(all.text(place))).toList();
    }

    private Mono<Void> look(Identity identity) {
        return steps.run(PRESENCE, identity, false)
                .flatMap(reply -> steps.enter(identity, DirectorySteps.next(reply), true));
    }

    private static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    /// What isn't the connection's fault is ours, and told to nobody but the log.
    private <T> Mono<T> guarded(Mono<T> answer) {
        return answer.onErrorMap(
                failure -> !(failure instanceof RegistryUnavailableException),
                failure -> {
                    LOG.error("A script about the directory did not return what it should", failure);
                    return new RegistryUnavailableException(rules.retryAfter());
                });
    }
}
