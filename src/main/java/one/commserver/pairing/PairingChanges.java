package one.commserver.pairing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.PairingMessage.PairRevoked;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.relay.Relay;
import one.commserver.relay.channel.Party;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// What follows at this node when it changes who is paired: listeners hear it, channels end, connections are told.
///
/// A change comes here from whoever has made it at this node, and, where many nodes share a store, as news that the
/// store has published in the same step, at each node. So it has its consequences also when the answer to whoever made
/// it was lost. What comes both ways is told once. Any thread.
///
/// Spec: chapter 7, revoking.
public final class PairingChanges {

    private static final Logger LOG = LoggerFactory.getLogger(PairingChanges.class);

    /// How many pairs are remembered that were told that they aren't peers any more, and for how long: the other way
    /// takes moments.
    private static final int MOST = 10_000;

    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private static final long EVER = 0;

    /// Two, in whatever order they are named.
    private record Pair(Identity first, Identity second) {
        static Pair of(Identity one, Identity other) {
            return one.wire().compareTo(other.wire()) <= 0 ? new Pair(one, other) : new Pair(other, one);
        }
    }

    /// A connection that is ending a pairing; its answer tells it.
    private record Asking(Pair pair, Party party) {}

    private final Pairings pairings;
    private final Relay relay;
    private final List<PairingListener> listeners;
    private final Set<Asking> asking = ConcurrentHashMap.newKeySet();
    private final AtomicLong turns = new AtomicLong();

    /// In which turn a pair was told.
    private final Cache<Pair, Long> told =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).executor(Runnable::run).build();

    PairingChanges(Pairings pairings, Relay relay, List<PairingListener> listeners) {
        this.pairings = pairings;
        this.relay = relay;
        this.listeners = List.copyOf(listeners);
    }

    /// Hears what the store publishes of pairings.
    public PairingListener news() {
        return new PairingListener() {
            @Override
            public void paired(Identity one, Identity other) {
                PairingChanges.this.paired(one, other);
            }

            @Override
            public void parted(Identity one, Identity other) {
                heardParted(one, other);
            }
        };
    }

    /// These two are peers now, and have been told so.
    void paired(Identity one, Identity other) {
        told.invalidate(Pair.of(one, other));
        listeners.forEach(listener -> listener.paired(one, other));
    }

    /// Ends the pairings between two, and their channels at all nodes, also if there was no pairing any more: an
    /// earlier attempt may have ended it whose answer was lost. The other connections of both at this node are told;
    /// those at other nodes hear it there.
    ///
    /// @param asker whom the answer tells
    /// @return whether there was a pairing
    Mono<Boolean> unpair(Identity self, Identity peer, Party asker) {
        return Mono.defer(() -> {
            var own = new Asking(Pair.of(self, peer), asker);
            long began = turns.get();
            asking.add(own);
            return pairings.unpair(self, peer)
                    .doOnNext(were -> {
                        if (were) {
                            listeners.forEach(listener -> listener.parted(self, peer));
                        }
                    })
                    .flatMap(were ->
                            relay.part(self, peer, ChannelCloseReason.PAIRING_REVOKED)
                                    .then(
                                            Mono.fromSupplier(() -> {
                                                if (were) {
                                                    tell(own.pair(), began);
                                                }
                                                return were;
                                            })))
                    .doFinally(end -> asking.remove(own));
        });
    }

    private void heardParted(Identity one, Identity other) {
        listeners.forEach(listener -> listener.parted(one, other));
        if (!relay.isHere(one) && !relay.isHere(other)) {
            return;
        }
        var _ =
                pairings.arePaired(one, other)
                        // it isn't known whether they have met again: they had parted, that is
                        .onErrorReturn(RegistryUnavailableException.class, false)
                        .filter(paired -> !paired)
                        .publishOn(Schedulers.parallel())
                        .doOnNext(parted -> {
                            relay.partHere(one, other, ChannelCloseReason.PAIRING_REVOKED);
                            tell(Pair.of(one, other), EVER);
                        })
                        .toFuture()
                        .whenComplete((done, failure) -> {
                            if (failure != null) {
                                LOG.error("What follows from the end of a pairing could not be done", failure);
                            }
                        });
    }

    /// Tells the connections here, unless they have been told.
    ///
    /// @param since the turn behind which they may have been told of the same
    private void tell(Pair pair, long since) {
        long turn = turns.incrementAndGet();
        Long last = told.asMap().compute(pair, (same, before) -> before != null && before > since ? before : turn);
        if (last != null && last == turn) {
            relay.tellHere(pair.first(), new PairRevoked(null, pair.second()), party -> isToBeTold(pair, party));
            relay.tellHere(pair.second(), new PairRevoked(null, pair.first()), party -> isToBeTold(pair, party));
        }
    }

    private boolean isToBeTold(Pair pair, Party party) {
        return !asking.contains(new Asking(pair, party));
    }
}
