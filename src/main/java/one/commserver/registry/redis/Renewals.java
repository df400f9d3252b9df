package one.commserver.registry.redis;

import one.commserver.connection.NanoClock;
import one.commserver.registry.handover.Farewell;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Says again and again which slots this node holds: each of them once in some leases, so that their keys stay; all of
/// them when this node has got a new name, or when Redis was away and may have forgotten something. A slot of which
/// Redis doesn't answer holds up no other one and is asked for again in the next round.
///
/// A name is settled when a round that began under it has asked for all slots, and those who have lost theirs have
/// stopped reading. One round at a time.
final class Renewals {

    private static final int AT_ONCE = 16;
    private static final int TICKS_OF_A_LEASE = 3;
    private static final int SHARES = SlotScripts.LEASES_OF_A_ROUND * TICKS_OF_A_LEASE;

    private final SlotScripts scripts;
    private final NodeLease lease;
    private final Duration patience;
    private final NanoClock clock;
    private final Farewell farewell;
    private final Holders holders;
    private final Leavings leavings;
    private final LongSupplier connects;
    private final Set<Held> suspects = ConcurrentHashMap.newKeySet();

    private volatile @Nullable String settledName;
    private volatile long settledConnects;
    private volatile int share;

    /// @param patience for a part of Redis that doesn't answer: beyond it that part is away, and holds up the name of
    ///     this node no longer
    /// @param connects changes whenever Redis may have forgotten something
    Renewals(
            SlotScripts scripts,
            NodeLease lease,
            Duration patience,
            NanoClock clock,
            Farewell farewell,
            Holders holders,
            Leavings leavings,
            LongSupplier connects) {
        this.scripts = scripts;
        this.lease = lease;
        this.patience = patience;
        this.clock = clock;
        this.farewell = farewell;
        this.holders = holders;
        this.leavings = leavings;
        this.connects = connects;
    }

    /// Looks after that one in the next round.
    void suspect(Held held) {
        suspects.add(held);
    }

    /// Whether it is known of all slots that this node held before whose they are, if it has that name.
    boolean isSettled(NodeLease.Members members) {
        return members.isFirst() || members.name().equals(settledName);
    }

    /// Renews the slots whose turn it is.
    ///
    /// @return fails if this node has no lease and can't get one
    Mono<Void> round() {
        return Mono.defer(() -> {
            long made = connects.getAsLong();
            return lease.current()
                    .flatMap(members ->
                            renew(due(members.name(), made), members.name())
                                    .then(leavings.tell())
                                    .then(
                                            Mono.fromRunnable(() -> {
                                                settledName = members.name();
                                                settledConnects = made;
                                            })));
        });
    }

    private Collection<Held> due(String name, long made) {
        share = (share + 1) % SHARES;
        List<Held> all = holders.connected();
        if (!name.equals(settledName) || made != settledConnects) {
            suspects.clear();
            return all;
        }
        var due = new HashSet<>(suspects);
        suspects.removeAll(due);
        all.stream().filter(held -> Math.floorMod(held.registration().hashCode(), SHARES) == share).forEach(due::add);
        return due;
    }

    private Mono<Void> renew(Collection<Held> due, String name) {
        long began = clock.nanos();
        return Flux.fromIterable(due)
                .filter(Held::isConnected)
                .flatMap(held -> renew(held, name, began), AT_ONCE)
                .collectList()
                .flatMap(stopping ->
                        Mono.fromFuture(CompletableFuture.allOf(stopping.toArray(CompletableFuture[]::new))));
    }

    /// Twice: the time of what was asked first may have run out while this node stood still.
    ///
    /// @return completes when the holder has stopped reading, if it has lost the slot
    private Mono<CompletableFuture<@Nullable Void>> renew(Held held, String name, long began) {
        return Mono.defer(
                        () -> {
                            var told = new CompletableFuture<@Nullable Void>();
                            return held.renew(told)
                                    ? scripts.renew(held, name).retry(1).doFinally(end -> told.complete(null))
                                    : Mono.<SlotScripts.Renewal>fromRunnable(() -> told.complete(null));
                        })
                .map(renewal -> settle(held, renewal))
                .onErrorResume(away -> {
                    suspect(held);
                    if (clock.since(began).compareTo(patience) > 0) {
                        settledName = name;
                    }
                    return Mono.empty();
                });
    }

    private CompletableFuture<@Nullable Void> settle(Held held, SlotScripts.Renewal renewal) {
        if (!renewal.isHeld()) {
            return renewal.isRevoked() ? held.revoke(farewell) : held.overtake(farewell, renewal.isResumed());
        }
        held.settled();
        if (!held.isConnected()) {
            // it has left meanwhile, maybe before Redis heard that it is there
            leavings.add(SlotScripts.Leaving.of(held.registration(), held.marks(), false, held.isAlone()));
        }
        return CompletableFuture.completedFuture(null);
    }
}
