package one.commserver.registry.memory;

import one.commserver.connection.NanoClock;
import one.commserver.crypto.Identity;
import one.commserver.registry.Claim;
import one.commserver.registry.Decision;
import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.Slot;
import one.commserver.registry.SlotHolder;
import one.commserver.registry.handover.Candidate;
import one.commserver.registry.handover.Farewell;
import one.commserver.registry.handover.Handover;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// The registry of a single node.
///
/// All slots of an identity change under that identity's lock, which is the map's own for its entry. That is allowed
/// on an event loop: what runs under it is arithmetic on at most some hundred entries, and it never calls a holder, a
/// publisher or the operating system. Holders are told after the lock, in an order that the slot's fence keeps.
///
/// Memory: who is connected is bounded by the limits on connections; what is remembered beyond that by
/// [RegistryProperties#remembered], which concurrent callers may exceed by one each for a moment.
final class InMemoryRegistry implements Registry, Oversight {

    /// Each call tidies up after two others, so what is expired shrinks faster than it can grow.
    private static final int TIDIED_BY_A_CALL = 2;

    /// A sweep's bound, so that none keeps its thread for longer than some milliseconds.
    private static final int TIDIED_BY_A_SWEEP = 10_000;

    private final ConcurrentMap<Identity, IdentitySlots> identities = new ConcurrentHashMap<>();
    private final IdentitySlots.Rules rules;
    private final NanoClock clock;
    private final Farewell farewell;
    private final long keptNanos;

    InMemoryRegistry(IdentitySlots.Rules rules, NanoClock clock, Farewell farewell) {
        this.rules = rules;
        this.clock = clock;
        this.farewell = farewell;
        this.keptNanos =
                longest(
                                rules.properties().sessionTimeToLive(),
                                rules.properties().displacementMemory(),
                                farewell.patience())
                        .toNanos();
    }

    private static Duration longest(Duration... durations) {
        return List.of(durations).stream().max(Duration::compareTo).orElseThrow();
    }

    @Override
    public Mono<Decision> take(Claim claim) {
        return Mono.defer(() -> {
            tidy(TIDIED_BY_A_CALL);
            Candidate candidate = Candidate.of(claim);
            Outcome outcome = locked(claim.slot().identity(), slots -> slots.decide(candidate, clock.nanos()));
            return switch (outcome) {
                case Outcome.Refused(Decision decision) -> Mono.just(decision);
                case Outcome.Granted granted -> handOver(granted, claim);
            };
        });
    }

    /// The former holder is told at once, also if the claimant has given up meanwhile.
    private Mono<Decision> handOver(Outcome.Granted granted, Claim claim) {
        Decision.Taken taken = granted.decision();
        Outcome.Conflict conflict = granted.conflict();
        conflict.others().forEach(holder -> farewell.warn(holder, claim.slot(), conflict.displacements()));
        var stopped =
                CompletableFuture.allOf(granted.before(), farewell.displace(granted.former(), taken.resumed()))
                        .thenAccept(granted.fence()::complete);

        return Handover.emit(
                stopped.thenApply(any -> taken),
                () -> giveBack(taken),
                () -> {
                    if (conflict.isToldToNewcomer()) {
                        farewell.warn(claim.holder(), claim.slot(), conflict.displacements());
                    }
                });
    }

    /// Nobody knows the token of a new session yet; a resumed one can be resumed again.
    private void giveBack(Decision.Taken taken) {
        Registration registration = taken.registration();
        change(
                registration,
                slots -> {
                    if (taken.resumed()) {
                        slots.lost(registration, clock.nanos());
                    } else {
                        slots.end(registration, clock.nanos());
                    }
                });
    }

    @Override
    public Mono<Void> lost(Registration registration) {
        return Mono.fromRunnable(() -> change(registration, slots -> slots.lost(registration, clock.nanos())));
    }

    @Override
    public Mono<Void> end(Registration registration) {
        return Mono.fromRunnable(() -> change(registration, slots -> slots.end(registration, clock.nanos())));
    }

    @Override
    public Mono<List<Registration>> find(Identity identity) {
        return Mono.fromSupplier(() -> locked(identity, IdentitySlots::registrations));
    }

    @Override
    public boolean sessionsOutliveTheirNode() {
        return false;
    }

    @Override
    public Set<NodeId> nodes() {
        return Set.of();
    }

    @Override
    public Mono<List<Standing>> look(Identity identity) {
        return Mono.fromSupplier(() -> {
            long now = clock.nanos();
            return locked(identity, slots -> slots.occupants(now).stream().map(each -> standing(each, now)).toList());
        });
    }

    private Standing standing(Occupant occupant, long now) {
        Registration registration = occupant.registration();
        return new Standing(
                registration.slot(),
                registration.epoch(),
                occupant.isConnected() ? registration.node() : null,
                null,
                Duration.ofNanos(now - occupant.taken()),
                occupant.isConnected()
                        ? Duration.ZERO
                        : rules.properties().sessionTimeToLive().minusNanos(now - occupant.lost()));
    }

    @Override
    public Mono<List<Lease>> leases() {
        return Mono.just(List.of());
    }

    /// Holders hear of it at once.
    @Override
    public Mono<Revocation> revoke(Identity identity) {
        return Mono.fromSupplier(() -> {
            var epoch = new AtomicLong();
            List<Outcome.Ended> ended =
                    locked(
                            identity,
                            slots -> {
                                epoch.set(rules.epochs().next());
                                return slots.revoke(clock.nanos());
                            });
            tidy(TIDIED_BY_A_CALL);
            int connected = 0;
            for (Outcome.Ended each : ended) {
                SlotHolder holder = each.holder();
                if (holder != null) {
                    connected++;
                    var _ =
                            CompletableFuture.allOf(each.before(), farewell.revoke(holder))
                                    .thenAccept(each.fence()::complete);
                }
            }
            return new Revocation(ended.size(), connected, epoch.get(), Set.of());
        });
    }

    @Override
    public void dismiss(Identity identity, long epoch) {
        // they know
    }

    /// Forgets what has expired; for a timer, so that a server without visitors becomes empty too.
    void sweep() {
        tidy(TIDIED_BY_A_SWEEP);
    }

    /// How many slots are kept that nobody is connected to.
    int rememberedCount() {
        return rules.remembered().count();
    }

    /// How many identities take memory.
    int identityCount() {
        return identities.size();
    }

    private void change(Registration registration, Consumer<IdentitySlots> change) {
        locked(
                registration.slot().identity(),
                slots -> {
                    change.accept(slots);
                    return true;
                });
        tidy(TIDIED_BY_A_CALL);
    }

    private <T> T locked(Identity identity, Function<IdentitySlots, T> work) {
        var result = new ArrayList<T>(1);
        identities.compute(
                identity,
                (same, known) -> {
                    IdentitySlots slots = known == null ? new IdentitySlots(rules) : known;
                    result.add(work.apply(slots));
                    return slots.isEmpty() ? null : slots;
                });
        return result.getFirst();
    }

    private void tidy(int expiredAtMost) {
        for (int i = 0; i < expiredAtMost && forgetOldestIf(this::isExpired); i++) {}
        while (rememberedCount() > rules.properties().remembered() && forgetOldestIf(oldest -> true)) {}
    }

    private boolean isExpired(Remembered.Entry entry) {
        return clock.nanos() - entry.since() >= keptNanos;
    }

    private boolean forgetOldestIf(Predicate<Remembered.Entry> condition) {
        Remembered.@Nullable Entry oldest = rules.remembered().oldest();
        if (oldest == null || !condition.test(oldest)) {
            return false;
        }
        Slot slot = oldest.slot();
        return locked(
                slot.identity(),
                slots -> {
                    slots.forget(slot, oldest.place());
                    // an entry that no slot knows of would be the oldest for ever
                    rules.remembered().remove(oldest.place());
                    return true;
                });
    }
}
