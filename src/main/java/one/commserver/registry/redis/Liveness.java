package one.commserver.registry.redis;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// Whether this node lives, as others see it, and knows which slots it still has. Any thread.
///
/// Spec: chapter 4, a node whose lease has lapsed.
final class Liveness {

    private final NodeLease lease;
    private final Inbox inbox;
    private final Renewals renewals;
    private final Waits waits;
    private final Sinks.Many<Boolean> doubts = Sinks.many().multicast().directBestEffort();

    Liveness(NodeLease lease, Inbox inbox, Renewals renewals, Waits waits) {
        this.lease = lease;
        this.inbox = inbox;
        this.renewals = renewals;
        this.waits = waits;
    }

    /// Says that this node lives; for a timer, three times in a lease. Never fails; one at a time.
    Mono<Void> live() {
        return lease.renew()
                // what was asked before the lapse says nothing
                .onErrorResume(failure -> isLapsed() && !lease.isAway() ? lease.renew() : Mono.error(failure))
                .doOnNext(members -> waits.keepOnly(members.living()))
                .onErrorComplete()
                .then();
    }

    /// Looks whether this node still has its slots; for a timer. Holders that have lost their slot are told. Never
    /// fails; one at a time.
    Mono<Void> settle() {
        return Mono.defer(() -> inbox.open().onErrorComplete().then(renewals.round())).onErrorComplete();
    }

    /// Says when it is doubtful that this node lives, so that nobody needs to wait for the timer.
    Flux<Boolean> doubts() {
        return doubts.asFlux();
    }

    /// Says when this node has a new name, under which nothing is settled.
    Flux<String> joined() {
        return lease.joined();
    }

    /// Whether this node has not said in time that it lives, because it or Redis was away: others may have its slots.
    boolean isLapsed() {
        return lease.isLapsed();
    }

    /// Whether what clients of this node say counts. Once its lease has lapsed it doesn't until it has a new one and
    /// [#settle] has told those who have lost their slots, or it has found out that Redis is away.
    boolean mayRead() {
        NodeLease.Members known = lease.known();
        if (known == null) {
            // nobody has a slot here yet
            return true;
        }
        if (!lease.isOver(known)) {
            return renewals.isSettled(known);
        }
        if (lease.isAway()) {
            return true;
        }
        var _ = doubts.tryEmitNext(true);
        return false;
    }
}
