package one.commserver.registry.redis;

import one.commserver.connection.NanoClock;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.redis.Reply;
import one.commserver.redis.Script;
import one.commserver.registry.NodeId;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// This node's place among those that live. A name whose lease has lapsed is never used again: the node joins under a
/// new one, `<node>#<number>`, and has to see which of its slots it still has. Any thread.
///
/// It judges its own lease by two clocks, whichever has gone further: the monotonic one stands still with the machine,
/// the wall clock may be set back.
final class NodeLease {

    private static final long NANOS_OF_A_MICROSECOND = 1000;

    private final Redis redis;
    private final NodeId node;
    private final Duration lease;
    private final NanoClock clock;
    private final InstantSource wallClock;
    private final Script<Answer> script = Script.of("registry/lease", Answer::of);
    private final Script<Map<String, Duration>> leases =
            Script.of(
                    "registry/leases",
                    reply ->
                            reply.arrays(0).stream()
                                    .collect(
                                            Collectors.toUnmodifiableMap(
                                                    each -> each.text(0),
                                                    each -> Duration.of(each.number(1), ChronoUnit.MICROS))));

    private volatile @Nullable Members members;
    private final AtomicInteger names = new AtomicInteger();
    private final Sinks.Many<String> joined = Sinks.many().multicast().directBestEffort();
    private @Nullable CompletableFuture<Members> running;

    /// When Redis was asked last, if it hasn't answered that.
    private volatile @Nullable Moment failed;

    private record Answer(boolean has, Set<String> living) {
        static Answer of(Reply reply) {
            Reply names = reply.array(1);
            return new Answer(
                    reply.number(0) == 1,
                    IntStream.range(0, names.size()).mapToObj(names::text).collect(Collectors.toUnmodifiableSet()));
        }
    }

    /// Who lives, as this node knows it.
    ///
    /// @param name of this node among them
    /// @param asked when it asked: it surely lives for a lease from then on
    /// @param isFirst whether it never had another name: nobody can have taken what it held under one
    record Members(String name, Set<String> living, Moment asked, boolean isFirst) {}

    /// A reading of both clocks.
    record Moment(long nanos, Instant wall) {

        Duration since(Moment earlier) {
            var steady = Duration.ofNanos(nanos - earlier.nanos);
            var shown = Duration.between(earlier.wall, wall);
            return shown.compareTo(steady) > 0 ? shown : steady;
        }
    }

    NodeLease(Redis redis, NodeId node, Duration lease, NanoClock clock, InstantSource wallClock) {
        this.redis = redis;
        this.node = node;
        this.lease = lease;
        this.clock = clock;
        this.wallClock = wallClock;
    }

    /// What is known, or news if this node isn't sure of its own life.
    Mono<Members> current() {
        return Mono.defer(() -> {
            Members known = members;
            return known == null || isOver(known) ? renew() : Mono.just(known);
        });
    }

    /// News from Redis. Whoever asks while it is being asked gets the same answer.
    Mono<Members> renew() {
        return Mono.defer(() -> Mono.fromFuture(asked(), true));
    }

    /// Whether this node's lease may have lapsed: others may have its slots.
    boolean isLapsed() {
        Members known = members;
        return known != null && isOver(known);
    }

    /// Whether Redis is known to be away: it was asked behind the lapse and has not answered. What was asked before
    /// says nothing, for its time may have run out while this node stood still; and what was long ago doesn't either.
    boolean isAway() {
        Members known = members;
        Moment asked = failed;
        return known != null
                && asked != null
                && asked.since(known.asked()).compareTo(lease) >= 0
                && now().since(asked).compareTo(lease.plus(redis.patience())) < 0;
    }

    /// What was heard last; none before the first answer.
    @Nullable Members known() {
        return members;
    }

    /// For how long each name lives that does.
    Mono<Map<String, Duration>> leases() {
        return redis.run(leases, List.of(redis.key(KeyPattern.NODES)));
    }

    /// Each new name of this node.
    Flux<String> joined() {
        return joined.asFlux();
    }

    /// The nodes that live, as this one knows it; none before the first answer.
    Set<NodeId> living() {
        Members known = members;
        return known == null
                ? Set.of()
                : known.living().stream().map(name -> new NodeId(nodeOf(name))).collect(Collectors.toUnmodifiableSet());
    }

    /// The name that counts now; none before the first answer.
    @Nullable String name() {
        Members known = members;
        return known == null ? null : known.name();
    }

    /// Whether this node isn't sure any more that it lives under that name.
    boolean isOver(Members known) {
        return now().since(known.asked()).compareTo(lease) >= 0;
    }

    /// What both clocks show.
    Moment now() {
        return new Moment(clock.nanos(), wallClock.instant());
    }

    private synchronized CompletableFuture<Members> asked() {
        CompletableFuture<Members> known = running;
        if (known == null || known.isDone()) {
            known = new CompletableFuture<>();
            running = known;
            CompletableFuture<Members> next = known;
            var _ = ask().toFuture().whenComplete((answer, failure) -> settle(next, answer, failure));
        }
        return known;
    }

    private static void settle(CompletableFuture<Members> next, @Nullable Members answer, @Nullable Throwable failure) {
        if (answer != null) {
            next.complete(answer);
        } else {
            next.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
        }
    }

    private Mono<Members> ask() {
        Members known = members;
        return known == null ? join() : say(known.name(), false).switchIfEmpty(Mono.defer(this::join));
    }

    private Mono<Members> join() {
        return say(node.value() + '#' + names.incrementAndGet(), true);
    }

    /// Empty if that name is dead.
    private Mono<Members> say(String name, boolean joins) {
        Moment asked = now();
        Members former = members;
        return redis.insist(
                        script,
                        List.of(redis.key(KeyPattern.NODES)),
                        name,
                        lease.toNanos() / NANOS_OF_A_MICROSECOND,
                        joins ? 1 : 0)
                .filter(Answer::has)
                .map(answer ->
                        new Members(name, answer.living(), asked, former == null || (!joins && former.isFirst())))
                .doOnNext(news -> {
                    members = news;
                    failed = null;
                    if (joins) {
                        var _ = joined.tryEmitNext(name);
                    }
                })
                .doOnError(away -> failed = asked);
    }

    /// The node behind a name.
    static String nodeOf(String name) {
        return NodeId.ofLease(name).value();
    }
}
