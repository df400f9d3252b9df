package one.commserver.registry.redis;

import one.commserver.crypto.Identity;
import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight;
import one.commserver.registry.handover.Farewell;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Sees and ends the sessions that lie in Redis. Any thread.
///
/// A node hears of a revocation and of its own claims on different connections: a claim that was granted before may be
/// learnt of behind it. So the last revocations are [Remembered] for a while.
final class RedisOversight implements Oversight {

    /// How far the clocks of this node and of Redis may differ.
    private static final Duration AHEAD = Duration.ofHours(1);

    private static final long NANOS_OF_A_MICROSECOND = 1000;

    private final SlotScripts scripts;
    private final NodeLease lease;
    private final Holders holders;
    private final Remembered remembered;
    private final Farewell farewell;
    private final AtomicLong highest;

    /// @param highest epoch that this node has seen
    RedisOversight(
            SlotScripts scripts,
            NodeLease lease,
            Holders holders,
            Remembered remembered,
            Farewell farewell,
            AtomicLong highest) {
        this.scripts = scripts;
        this.lease = lease;
        this.holders = holders;
        this.remembered = remembered;
        this.farewell = farewell;
        this.highest = highest;
    }

    @Override
    public Mono<List<Standing>> look(Identity identity) {
        return Mono.zip(
                scripts.look(identity),
                lease.leases(),
                (seen, leases) -> seen.stream().map(each -> standing(each, leases)).toList());
    }

    private static Standing standing(SlotScripts.Seen seen, Map<String, Duration> leases) {
        String name = seen.name();
        return new Standing(
                seen.slot(),
                seen.epoch(),
                name == null ? null : NodeId.ofLease(name),
                name == null ? null : leases.getOrDefault(name, Duration.ZERO),
                seen.age(),
                seen.left());
    }

    @Override
    public Mono<List<Lease>> leases() {
        return lease.leases()
                .map(all ->
                        all.entrySet().stream()
                                .map(each -> new Lease(NodeId.ofLease(each.getKey()), each.getValue()))
                                .toList());
    }

    /// Who lives is asked anew: what is known may be a third of a lease old.
    @Override
    public Mono<Revocation> revoke(Identity identity) {
        return lease.renew()
                .flatMap(members -> scripts.revoke(identity, members, highest.get()))
                .doOnNext(revocation -> highest.accumulateAndGet(revocation.epoch(), Math::max));
    }

    /// What this node asks for from now on comes behind it, so nobody is kept out who logs in anew.
    @Override
    public void dismiss(Identity identity, long epoch) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, lease.now().wall());
        long most = Math.max(now, highest.get()) + AHEAD.toNanos() / NANOS_OF_A_MICROSECOND;
        if (epoch < 0 || epoch > most) {
            throw new IllegalArgumentException("no epoch of a revocation");
        }
        highest.accumulateAndGet(epoch, Math::max);
        remembered.revoke(identity, epoch);
        holders.of(identity).stream().filter(held -> held.registration().epoch() < epoch).forEach(this::revoke);
    }

    /// A claim has been learnt of: it may have been revoked meanwhile.
    void granted(Held held) {
        if (remembered.isRevoked(held.registration())) {
            revoke(held);
        }
    }

    private void revoke(Held held) {
        var _ = held.revoke(farewell);
    }
}
