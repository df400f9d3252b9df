package one.commserver.discovery;

import one.commserver.crypto.Identity;
import one.commserver.pairing.PairingListener;
import one.commserver.pairing.Pairings;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.IdentityIndex;
import one.commserver.registry.RegistryUnavailableException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Tells the subscribers of this node of their peers' presence.
///
/// A change only says whose presence is to be looked at; what is told is what the directory says then. So several quick
/// changes become one, and what waits is bounded by the identities that have changed, each once.
///
/// Nothing is missed: a subscriber is in the index before its peers are looked at, and whatever changes behind that
/// look finds it there. If the directory may have missed something, all that subscribers know is read again. Nothing is
/// told behind the end of a pairing: who looks up an identity's peers stands in the
/// index of lookups before he does, and the end of a pairing marks all of that identity's lookups before it takes any
/// subscriber's lock.
///
/// Spec: chapter 6, presence.
final class PresenceFeed implements PairingListener {

    private static final Logger LOG = LoggerFactory.getLogger(PresenceFeed.class);

    /// How many lookups are under way at once: for all changes, and for one who subscribes.
    private static final int CONCURRENCY = 16;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /// The peers of an identity are being looked up.
    private static final class Lookup {
        private volatile boolean stale;
    }

    private final Pairings pairings;
    private final Directory directory;
    private final Scheduler scheduler;
    private final Scheduler timers;
    private final IdentityIndex<Subscriber> subscribers = new IdentityIndex<>();
    private final IdentityIndex<Lookup> lookups = new IdentityIndex<>();
    private final Set<Subscriber> all = ConcurrentHashMap.newKeySet();

    /// Each of them is in line once.
    private final Set<Identity> changed = ConcurrentHashMap.newKeySet();

    private final Sinks.Many<Identity> line = Sinks.many().unicast().onBackpressureBuffer();

    /// Whoever puts somebody in line holds it: the line takes one at a time.
    private final Object lineLock = new Object();

    /// Says that changes may have been missed; of many at once one is enough.
    private final Sinks.Many<Boolean> losses = Sinks.many().multicast().directBestEffort();

    /// @param scheduler on which changes are looked at
    /// @param timers for another attempt
    PresenceFeed(Pairings pairings, Directory directory, Scheduler scheduler, Scheduler timers) {
        this.pairings = pairings;
        this.directory = directory;
        this.scheduler = scheduler;
        this.timers = timers;
        directory.onChange(this::changed);
        directory.onLoss(this::lost);
    }

    /// Tells changes while it is subscribed to, which it can be once. Never fails.
    Mono<Void> run() {
        Mono<Void> changes = line.asFlux().publishOn(scheduler).flatMap(this::look, CONCURRENCY).then();
        Mono<Void> readings =
                losses.asFlux().onBackpressureLatest().publishOn(scheduler, 1).concatMap(any -> readAgain(), 1).then();
        return Mono.when(changes, readings);
    }

    /// How many connections are told.
    int count() {
        return all.size();
    }

    /// Tells a connection who is there, then the given message, then changes. Once more starts anew.
    ///
    /// @return completes when it has been told who is there; fails with a [RegistryUnavailableException]
    Mono<Void> subscribe(Subscriber subscriber, ServerMessage end) {
        return Mono.defer(() -> {
            all.add(subscriber);
            subscribers.add(subscriber.identity(), subscriber);
            return Mono.defer(() -> snapshot(subscriber, end)).repeat().takeUntil(complete -> complete).then();
        });
    }

    /// Tells it nothing any more. Twice is once.
    void unsubscribe(Subscriber subscriber) {
        subscriber.end();
        subscribers.remove(subscriber.identity(), subscriber);
        all.remove(subscriber);
    }

    @Override
    public void paired(Identity one, Identity other) {
        changed(one);
        changed(other);
    }

    @Override
    public void parted(Identity one, Identity other) {
        lookups.of(one).forEach(lookup -> lookup.stale = true);
        lookups.of(other).forEach(lookup -> lookup.stale = true);
        subscribers.of(one).forEach(subscriber -> subscriber.forget(other));
        subscribers.of(other).forEach(subscriber -> subscriber.forget(one));
        // they may have met again before this was told; whoever is no peer is told nothing
        changed(one);
        changed(other);
    }

    /// Nobody who subscribes later needs to be told of it.
    private void changed(Identity identity) {
        if (!all.isEmpty() && changed.add(identity)) {
            synchronized (lineLock) {
                line.emitNext(identity, Sinks.EmitFailureHandler.FAIL_FAST);
            }
        }
    }

    private void lost() {
        synchronized (lineLock) {
            losses.emitNext(true, Sinks.EmitFailureHandler.FAIL_FAST);
        }
    }

    /// Never fails. Whoever subscribes meanwhile reads by itself.
    private Mono<Void> readAgain() {
        return Flux.fromIterable(all)
                .concatMap(
                        subscriber ->
                                persistently(
                                        Mono.defer(() -> readAgain(subscriber))
                                                .repeat()
                                                .takeUntil(complete -> complete)
                                                .then()),
                        1)
                .then();
    }

    /// Emits whether it is done; otherwise a pairing has ended meanwhile.
    private Mono<Boolean> readAgain(Subscriber subscriber) {
        Identity identity = subscriber.identity();
        Lookup lookup = new Lookup();
        lookups.add(identity, lookup);
        return pairings.peers(identity)
                .flatMapMany(Flux::fromIterable)
                .flatMap(
                        peer ->
                                directory
                                        .presence(peer)
                                        .map(presence -> subscriber.changed(peer, presence, () -> lookup.stale)),
                        CONCURRENCY)
                .all(complete -> complete)
                .doFinally(end -> lookups.remove(identity, lookup));
    }

    private Mono<Boolean> snapshot(Subscriber subscriber, ServerMessage end) {
        long mark = subscriber.collect();
        return pairings.peers(subscriber.identity())
                .flatMapMany(Flux::fromIterable)
                .flatMap(
                        peer -> directory.presence(peer).doOnNext(presence -> subscriber.found(peer, presence, mark)),
                        CONCURRENCY)
                .then(Mono.fromSupplier(() -> subscriber.complete(mark, end)));
    }

    /// Never fails. While the store is away it stands in line again after a pause: others may lie where it isn't away.
    private Mono<Void> look(Identity identity) {
        return Mono.defer(
                        () -> {
                            // what changes from now on is looked at again
                            changed.remove(identity);
                            return tell(identity);
                        })
                .repeat()
                .takeUntil(complete -> complete)
                .then()
                .onErrorResume(failure -> {
                    if (failure instanceof RegistryUnavailableException) {
                        var _ = timers.schedule(() -> changed(identity), RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS);
                    } else {
                        LOG.error("A change of presence could not be told", failure);
                    }
                    return Mono.empty();
                });
    }

    /// Tries again while the store is away; never fails.
    private Mono<Void> persistently(Mono<Void> work) {
        return work.retryWhen(
                        Retry.fixedDelay(Long.MAX_VALUE, RETRY_AFTER)
                                .scheduler(timers)
                                .filter(RegistryUnavailableException.class::isInstance))
                .onErrorResume(failure -> {
                    LOG.error("A change of presence could not be told", failure);
                    return Mono.empty();
                });
    }

    /// Emits whether it is done; otherwise a pairing has ended meanwhile.
    private Mono<Boolean> tell(Identity identity) {
        Lookup lookup = new Lookup();
        lookups.add(identity, lookup);
        return pairings.peers(identity)
                .map(peers -> peers.stream().flatMap(peer -> subscribers.of(peer).stream()).toList())
                .filter(found -> !found.isEmpty())
                .flatMap(found -> directory.presence(identity).map(presence -> tell(found, identity, presence, lookup)))
                .defaultIfEmpty(true)
                .doFinally(end -> lookups.remove(identity, lookup));
    }

    private static boolean tell(List<Subscriber> found, Identity identity, Directory.Presence presence, Lookup lookup) {
        return found.stream().allMatch(subscriber -> subscriber.changed(identity, presence, () -> lookup.stale));
    }
}
