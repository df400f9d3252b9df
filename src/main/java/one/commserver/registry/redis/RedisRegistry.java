package one.commserver.registry.redis;

import one.commserver.connection.NanoClock;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.registry.Claim;
import one.commserver.registry.Decision;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.SessionToken;
import one.commserver.registry.Slot;
import one.commserver.registry.handover.Candidate;
import one.commserver.registry.handover.Farewell;
import one.commserver.registry.handover.Handover;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// The registry of many nodes. One script decides about a claim; what it decides stands, whatever becomes of the node
/// that asked. Who is displaced on another node is told by the script itself, and answers the node that waits.
///
/// Memory on this node: who is connected, and claims under way. In Redis: see `docs/redis.md`.
///
/// Spec: chapters 4 and 13.
final class RedisRegistry implements Registry {

    private static final int ATTEMPTS = 4;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final NodeId node;
    private final SlotScripts scripts;
    private final NodeLease lease;
    private final Farewell farewell;
    private final Holders holders;
    private final Waits waits;
    private final Inbox inbox;
    private final Leavings leavings;
    private final Remembered remembered;
    private final Renewals renewals;
    private final AtomicLong highest = new AtomicLong();
    private final Liveness liveness;
    private final RedisOversight oversight;

    /// @param most how many slots this node may have now
    RedisRegistry(
            Redis redis,
            NodeId node,
            SlotScripts scripts,
            NodeLease lease,
            Farewell farewell,
            RegistryProperties properties,
            IntSupplier most,
            NanoClock clock) {
        this.node = node;
        this.scripts = scripts;
        this.lease = lease;
        this.farewell = farewell;
        this.holders = new Holders(farewell);
        this.waits = new Waits(farewell.patience());
        this.inbox = new Inbox(redis, redis.key(KeyPattern.NODE, node.value()), this::receive);
        this.remembered = new Remembered(properties, clock);
        this.leavings = new Leavings(scripts, most);
        this.renewals =
                new Renewals(
                        scripts,
                        lease,
                        properties.lease(),
                        clock,
                        farewell,
                        holders,
                        leavings,
                        redis.connections()::connects);
        this.liveness = new Liveness(lease, inbox, renewals, waits);
        this.oversight = new RedisOversight(scripts, lease, holders, remembered, farewell, highest);
    }

    @Override
    public Mono<Decision> take(Claim claim) {
        return Mono.deferContextual(context -> {
            var outcome = decide(Candidate.of(claim)).contextWrite(context).toFuture();
            return Handover.emit(
                    outcome.thenCompose(decided -> Objects.requireNonNull(decided).decided()),
                    () -> {
                        var _ = outcome.thenAccept(decided -> giveBack(Objects.requireNonNull(decided)));
                    },
                    () -> {
                        var _ = outcome.thenAccept(decided -> tellNewcomer(claim, Objects.requireNonNull(decided)));
                    });
        });
    }

    /// What became of a claim.
    ///
    /// @param before completes when all who had the slot before have stopped reading
    /// @param displacements that the newcomer is to be told; zero: none
    private record Outcome(Decision decision, CompletableFuture<@Nullable Void> before, int displacements) {

        static Outcome refused(Decision decision) {
            return new Outcome(decision, CompletableFuture.completedFuture(null), 0);
        }

        CompletableFuture<Decision> decided() {
            return before.thenApply(any -> decision);
        }
    }

    private void tellNewcomer(Claim claim, Outcome outcome) {
        if (outcome.displacements() > 0) {
            farewell.warn(claim.holder(), claim.slot(), outcome.displacements());
        }
    }

    /// Nobody knows the token of a new session yet; a resumed one can be resumed again.
    private void giveBack(Outcome outcome) {
        if (outcome.decision() instanceof Decision.Taken taken) {
            var _ = leave(taken.registration(), !taken.resumed()).toFuture();
        }
    }

    private Mono<Outcome> decide(Candidate candidate) {
        return Mono.defer(() -> {
            holders.claims(candidate.claim().slot());
            var isAsked = new AtomicBoolean();
            return ready().flatMap(
                            members -> {
                                isAsked.set(true);
                                return ask(candidate, members, Set.of(), ATTEMPTS);
                            })
                    .onErrorResume(failure -> undecided(candidate, isAsked.get(), failure));
        });
    }

    /// Redis is away: somebody who was here may go on here, anybody else may not.
    ///
    /// @param isAsked whether the claim may have been granted nevertheless
    private Mono<Outcome> undecided(Candidate candidate, boolean isAsked, Throwable failure) {
        Slot slot = candidate.claim().slot();
        var known = resumedHere(candidate);
        if (known != null) {
            return Mono.just(known);
        }
        holders.refused(slot);
        if (isAsked) {
            leavings.add(SlotScripts.Leaving.of(candidate));
            holders.before(slot, Long.MAX_VALUE).forEach(renewals::suspect);
        }
        return Mono.error(failure);
    }

    /// Lets a client go on with its session where it was, if this node knows of nobody who has had the slot since. The
    /// next epoch says that it comes behind what this node knew; whoever takes the slot in Redis gets a far higher one,
    /// from its clock. The claim, if it was granted nevertheless, is known by its mark: the next renewal settles it.
    private @Nullable Outcome resumedHere(Candidate candidate) {
        Claim claim = candidate.claim();
        Slot slot = claim.slot();
        Bytes presented = candidate.presented();
        var gone = new CompletableFuture<@Nullable Void>();
        Held held;
        // an epoch is given once
        synchronized (remembered) {
            Held last = holders.last(slot);
            Remembered.Session known = last == null ? remembered.at(slot) : last.session();
            if (known == null || presented == null || !known.isOf(presented) || (last != null && last.isDisplaced())) {
                return null;
            }
            if (remembered.isRevoked(known.registration())) {
                return null;
            }
            held = new Held(known.next(SlotScripts.mark(candidate)), claim.holder(), gone, true);
            holders.granted(held);
        }
        Registration registration = held.registration();
        remembered.seen(slot, registration.epoch());
        highest.accumulateAndGet(registration.epoch(), Math::max);
        renewals.suspect(held);
        var before = all(displaceBefore(slot, registration.epoch(), true));
        var _ = before.thenRun(() -> gone.complete(null));
        var taken = new Decision.Taken(registration, Objects.requireNonNull(claim.session()), true, true);
        return new Outcome(taken, before, 0);
    }

    private Mono<Outcome> ask(Candidate candidate, NodeLease.Members members, Set<String> dead, int attempts) {
        if (attempts == 0) {
            return Mono.error(new RegistryUnavailableException(SOON));
        }
        Waits.Ticket ticket = waits.open();
        return scripts.take(candidate, members, dead, highest.get(), ticket.number())
                .flatMap(taking ->
                        switch (taking) {
                            case SlotScripts.Taking.Unknown(var nodes) ->
                                    lease.renew()
                                            .flatMap(news ->
                                                    ask(
                                                            candidate,
                                                            news,
                                                            without(nodes, dead, news.living()),
                                                            attempts - 1));
                            case SlotScripts.Taking.Refused(var decision) -> {
                                holders.refused(candidate.claim().slot());
                                yield Mono.just(Outcome.refused(decision));
                            }
                            case SlotScripts.Taking.Granted granted ->
                                    Mono.just(granted(candidate, members, granted, ticket));
                        })
                .doFinally(any -> ticket.close());
    }

    private static Set<String> without(List<String> nodes, Set<String> dead, Set<String> living) {
        var all = new HashSet<>(dead);
        nodes.stream().filter(name -> !living.contains(name)).forEach(all::add);
        return all;
    }

    private Outcome granted(
            Candidate candidate, NodeLease.Members members, SlotScripts.Taking.Granted granted, Waits.Ticket ticket) {
        Claim claim = candidate.claim();
        Slot slot = claim.slot();
        highest.accumulateAndGet(granted.epoch(), Math::max);
        granted.told()
                .forEach(told -> {
                    var other = holders.taking(SlotField.parse(slot.identity(), told.field()), told.epoch());
                    if (other != null) {
                        farewell.warn(other.holder(), slot, granted.displacements());
                    }
                });
        var stopped = new ArrayList<CompletableFuture<@Nullable Void>>();
        for (int place = 0; place < granted.waits().size(); place++) {
            var wait = granted.waits().get(place);
            boolean isLocal = NodeLease.nodeOf(wait.node()).equals(node.value());
            stopped.add(
                    isLocal ? holders.displace(slot, wait.epoch(), granted.resumed()) : ticket.of(place, wait.node()));
        }
        // those of whom Redis doesn't know, because this node or Redis was away
        stopped.addAll(displaceBefore(slot, granted.epoch(), granted.resumed()));
        remembered.forget(slot);
        var before = all(stopped);
        var registration = new Registration(slot, granted.epoch(), node, granted.session());
        SessionToken token = granted.resumed() ? Objects.requireNonNull(claim.session()) : candidate.token();
        Bytes hash = granted.resumed() ? Objects.requireNonNull(candidate.presented()) : candidate.tokenHash();
        var session = new Remembered.Session(registration, hash, List.of(SlotScripts.mark(candidate)));
        var held = new Held(session, claim.holder(), before, false);
        holders.granted(held);
        oversight.granted(held);
        if (!members.name().equals(lease.name())) {
            // it stands under a name that has died meanwhile
            renewals.suspect(held);
        }
        return new Outcome(new Decision.Taken(registration, token, granted.resumed()), before, granted.displacements());
    }

    @Override
    public Mono<Void> lost(Registration registration) {
        return leave(registration, false);
    }

    @Override
    public Mono<Void> end(Registration registration) {
        return leave(registration, true);
    }

    private Mono<Void> leave(Registration registration, boolean isOver) {
        return Mono.defer(() -> {
            Held held = holders.taking(registration.slot(), registration.epoch());
            if (isOver) {
                remembered.seen(registration.slot(), registration.epoch());
            }
            if (held != null && held.leave() && !isOver) {
                remembered.add(held.session());
            }
            var leaving =
                    SlotScripts.Leaving.of(
                            registration,
                            held == null ? List.of() : held.marks(),
                            isOver,
                            held == null || held.isAlone());
            // a renewal that comes behind it would put the slot back
            Mono<Void> renewed = held == null ? Mono.empty() : Mono.fromFuture(held.renewed(), true);
            return renewed.then(scripts.leave(leaving)).doOnError(away -> leavings.add(leaving)).then();
        });
    }

    @Override
    public boolean sessionsOutliveTheirNode() {
        return true;
    }

    @Override
    public Mono<List<Registration>> find(Identity identity) {
        return ready().flatMap(members ->
                scripts.find(identity)
                        .doOnNext(found ->
                                found.stream()
                                        .map(SlotScripts.Found::registration)
                                        .forEach(held -> remembered.seen(held.slot(), held.epoch())))
                        .flatMap(found ->
                                found.stream().allMatch(each -> members.living().contains(each.name()))
                                        ? Mono.just(living(found, members))
                                        : lease.renew().map(news -> living(found, news))));
    }

    private static List<Registration> living(List<SlotScripts.Found> found, NodeLease.Members members) {
        return found.stream()
                .filter(each -> members.living().contains(each.name()))
                .map(SlotScripts.Found::registration)
                .toList();
    }

    @Override
    public Set<NodeId> nodes() {
        return lease.living();
    }

    /// Whether this node lives and still has its slots.
    Liveness liveness() {
        return liveness;
    }

    /// What operators see and end.
    RedisOversight oversight() {
        return oversight;
    }

    /// Says that this node lives, and looks whether it still has its slots. Never fails.
    Mono<Void> renew() {
        return liveness.live().then(liveness.settle());
    }

    /// How many slots and waits take memory.
    int count() {
        return holders.count() + waits.count();
    }

    private Mono<NodeLease.Members> ready() {
        return inbox.open().then(lease.current());
    }

    private void receive(NodeMessage message) {
        switch (message) {
            case NodeMessage.Displace displace -> {
                var _ =
                        displaced(displace)
                                .thenCompose(any ->
                                        inbox.tell(displace.waiting(), new NodeMessage.Stopped(displace.ticket())));
            }
            case NodeMessage.Conflict conflict -> {
                var told = holders.taking(conflict.told(), conflict.epoch());
                if (told != null) {
                    farewell.warn(told.holder(), conflict.slot(), conflict.displacements());
                }
            }
            case NodeMessage.Stopped stopped -> waits.stopped(stopped.ticket());
        }
    }

    /// Older ones of the slot, of which Redis may not know, are over as well, and those that only this node knows of.
    private CompletableFuture<@Nullable Void> displaced(NodeMessage.Displace displace) {
        var over = new ArrayList<CompletableFuture<@Nullable Void>>();
        over.add(holders.displace(displace.slot(), displace.epoch(), displace.resumed()));
        Stream.concat(
                        holders.before(displace.slot(), displace.epoch()).stream(),
                        holders.unsettled(displace.slot()).stream())
                .forEach(held -> {
                    var _ = held.overtake(farewell, displace.resumed());
                    over.add(held.over());
                });
        remembered.forget(displace.slot());
        return all(over);
    }

    private List<CompletableFuture<@Nullable Void>> displaceBefore(Slot slot, long epoch, boolean resumed) {
        List<Held> before = holders.before(slot, epoch);
        before.forEach(held -> {
            var _ = held.displace(farewell, resumed);
        });
        return before.stream().map(Held::over).toList();
    }

    private static CompletableFuture<@Nullable Void> all(List<CompletableFuture<@Nullable Void>> each) {
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new)).thenApply(done -> null);
    }
}
