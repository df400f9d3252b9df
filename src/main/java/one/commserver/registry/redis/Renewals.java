package one.commserver.registry.redis;

import one.commserver.registry.handover.Farewell;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Says again and again which slots this node holds: each of them once in some leases, so that their keys stay; all of
/// them when this node has got a new name, or when Redis was away and may have forgotten something.
///
/// One round at a time.
final class Renewals {

    private static final int AT_ONCE = 16;
    private static final int TICKS_OF_A_LEASE = 3;
    private static final int SHARES = SlotScripts.LEASES_OF_A_ROUND * TICKS_OF_A_LEASE;

    private final SlotScripts scripts;
    private final NodeLease lease;
    private final Farewell farewell;
    private final Holders holders;
    private final Waits waits;
    private final Leavings leavings;
    private final LongSupplier connects;
    private final Set<Held> suspects = ConcurrentHashMap.newKeySet();

    private volatile @Nullable String settledName;
    private volatile long settledConnects;
    private volatile int share;

    /// @param connects changes whenever Redis may have forgotten something
    Renewals(
            SlotScripts scripts,
            NodeLease lease,
            Farewell farewell,
            Holders holders,
            Waits waits,
            Leavings leavings,
            LongSupplier connects) {
        this.scripts = scripts;
        this.lease = lease;
        this.farewell = farewell;
        this.holders = holders;
        this.waits = waits;
        this.leavings = leavings;
        this.connects = connects;
    }

    /// Looks after that one in the next round.
    void suspect(Held held) {
        suspects.add(held);
    }

    /// Renews the lease, and the slots whose turn it is.
    Mono<Void> round() {
        return Mono.defer(() -> {
            long made = connects.getAsLong();
            return lease.renew()
                    .flatMap(members -> {
                        waits.keepOnly(members.living());
                        return renew(due(members.name(), made), members.name())
                                .then(leavings.tell())
                                .then(
                                        Mono.fromRunnable(() -> {
                                            settledName = members.name();
                                            settledConnects = made;
                                        }));
                    });
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
        return Flux.fromIterable(due)
                .filter(Held::isConnected)
                .flatMap(held -> scripts.renew(held, name).doOnNext(renewal -> settle(held, renewal)), AT_ONCE)
                .then();
    }

    private void settle(Held held, SlotScripts.Renewal renewal) {
        if (!renewal.isHeld()) {
            held.displace(farewell, renewal.isResumed());
        } else if (!held.isConnected()) {
            // it has left meanwhile, maybe before Redis heard that it is there
            leavings.add(SlotScripts.Leaving.of(held.registration(), false, held.isAlone()));
        }
    }
}
