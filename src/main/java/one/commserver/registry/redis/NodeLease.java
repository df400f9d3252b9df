package one.commserver.registry.redis;

import one.commserver.connection.NanoClock;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.redis.Reply;
import one.commserver.redis.Script;
import one.commserver.registry.NodeId;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// This node's place among those that live. A name whose lease has lapsed is never used again: the node joins under a
/// new one, `<node>#<number>`, and has to see which of its slots it still has. Any thread.
final class NodeLease {

    private static final long NANOS_OF_A_MICROSECOND = 1000;

    private final Redis redis;
    private final NodeId node;
    private final Duration lease;
    private final NanoClock clock;
    private final Script<Answer> script = Script.of("registry/lease", Answer::of);

    private volatile @Nullable Members members;
    private final AtomicInteger names = new AtomicInteger();
    private @Nullable CompletableFuture<Members> running;

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
    /// @param until when this node surely lives, in nanoseconds of its clock
    record Members(String name, Set<String> living, long until) {}

    NodeLease(Redis redis, NodeId node, Duration lease, NanoClock clock) {
        this.redis = redis;
        this.node = node;
        this.lease = lease;
        this.clock = clock;
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

    private boolean isOver(Members known) {
        return clock.nanos() - known.until() >= 0;
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
        long asked = clock.nanos();
        return redis.run(
                        script,
                        List.of(redis.key(KeyPattern.NODES)),
                        name,
                        lease.toNanos() / NANOS_OF_A_MICROSECOND,
                        joins ? 1 : 0)
                .filter(Answer::has)
                .map(answer -> new Members(name, answer.living(), asked + lease.toNanos()))
                .doOnNext(news -> members = news);
    }

    /// The node behind a name.
    static String nodeOf(String name) {
        return NodeId.ofLease(name).value();
    }
}
