package one.commserver.discovery.memory;

import one.commserver.crypto.Identity;
import one.commserver.discovery.Directory;
import one.commserver.protocol.DiscoveryMessage;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.registry.Registration;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/// What identities have announced to a single node.
///
/// One lock guards all. What runs under it is arithmetic on bounded maps, and it never calls a publisher, a listener or
/// the operating system, so an event loop may wait for it.
///
/// Memory: all of it counts against [Rules#memory]; beyond it nothing new is taken. Keys, which outlive their owners'
/// connections, get half of it at most, so that whoever publishes many stops nobody from being found.
final class InMemoryDirectory implements Directory {

    /// Each call lets more end than it can add, and not for long.
    private static final int ENDED_BY_A_CALL = 16;

    /// How many end by the timer before others have their turn.
    private static final int ENDED_AT_ONCE = 256;

    /// A sweep's bound, so that none keeps its thread for longer than some milliseconds.
    private static final int ENDED_BY_A_SWEEP = 10_000;

    /// What it holds to.
    ///
    /// @param memory the most that all may take, in bytes
    /// @param sessionTimeToLive how long an announcement outlives its link
    /// @param lostPerIdentity how many announcements of one identity are kept without their links
    record Rules(long memory, Duration sessionTimeToLive, int lostPerIdentity) {}

    /// One step under the lock.
    private final class Step {
        private final Instant now = clock.instant();

        /// Whose presence has changed.
        private final Set<Identity> turned = new LinkedHashSet<>();
    }

    private final Rules rules;
    private final InstantSource clock;
    private final Object lock = new Object();
    private final Map<Identity, Listing> listings = new HashMap<>();
    private final TreeSet<Entry> byEnd =
            new TreeSet<>(Comparator.comparing(Entry::end).thenComparingLong(Entry::place));
    private final List<Consumer<Identity>> listeners = new CopyOnWriteArrayList<>();
    private long taken;
    private long lastPlace;

    /// The last one given out. One for all, so that no identity has to be remembered for the sake of its own.
    private long lastVersion;

    InMemoryDirectory(Rules rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public Mono<Outcome> announce(Registration registration, List<Endpoint> endpoints, Instant expires) {
        List<Endpoint> announced = List.copyOf(endpoints);
        return step(step -> {
            Entry.Announced before = announced(registration);
            if (before != null && before.epoch() > registration.epoch()) {
                return Outcome.DONE;
            }
            if (announced.isEmpty() || !expires.isAfter(step.now)) {
                remove(before, step);
                return Outcome.DONE;
            }
            return replace(
                    before,
                    new Entry.Announced(registration, announced, expires, null, ++lastPlace),
                    rules.memory(),
                    step);
        });
    }

    @Override
    public Mono<Void> lost(Registration registration) {
        return step(
                        step -> {
                            Entry.Announced known = announced(registration);
                            if (known != null && known.epoch() <= registration.epoch() && known.lost() == null) {
                                lose(known, step);
                            }
                            return true;
                        })
                .then();
    }

    @Override
    public Mono<Void> end(Registration registration) {
        return step(
                        step -> {
                            Entry.Announced known = announced(registration);
                            if (known != null && known.epoch() <= registration.epoch()) {
                                remove(known, step);
                            }
                            return true;
                        })
                .then();
    }

    @Override
    public Mono<Outcome> publish(Identity identity, SealingKey key, Instant expires) {
        return step(step -> {
            Listing listing = listings.get(identity);
            Entry.Published before = listing == null ? null : listing.key();
            if (!expires.isAfter(step.now)) {
                remove(before, step);
                return Outcome.DONE;
            }
            return replace(before, new Entry.Published(identity, key, expires, ++lastPlace), rules.memory() / 2, step);
        });
    }

    @Override
    public Mono<Found> find(Identity identity) {
        return step(step -> {
            Listing listing = current(identity, step);
            if (listing == null) {
                return Found.NOTHING;
            }
            List<FoundEndpoint> endpoints =
                    listing.connected()
                            .flatMap(entry -> entry.endpoints().stream().map(endpoint -> found(entry, endpoint)))
                            .distinct()
                            .limit(DiscoveryMessage.MAX_FOUND)
                            .toList();
            Entry.Published key = listing.key();
            return new Found(listing.online(), endpoints, key == null ? null : key.key());
        });
    }

    @Override
    public Mono<Presence> presence(Identity identity) {
        return step(step -> {
            Listing listing = current(identity, step);
            return listing == null
                    ? new Presence(false, lastVersion)
                    : new Presence(listing.online(), listing.version());
        });
    }

    @Override
    public void onChange(Consumer<Identity> listener) {
        listeners.add(listener);
    }

    @Override
    public void onLoss(Runnable listener) {
        // nothing is ever missed
    }

    /// Lets end what has to, and listeners hear of it; for a timer.
    void sweep() {
        for (int ended = 0; ended < ENDED_BY_A_SWEEP && sweepOnce(); ended += ENDED_AT_ONCE) {}
    }

    /// What is taken of the memory, in bytes as they are counted.
    long taken() {
        synchronized (lock) {
            return taken;
        }
    }

    /// How many announcements and keys there are.
    int count() {
        synchronized (lock) {
            return byEnd.size();
        }
    }

    private boolean sweepOnce() {
        Step step = new Step();
        boolean more;
        synchronized (lock) {
            more = endSome(ENDED_AT_ONCE, step);
        }
        tell(step);
        return more;
    }

    private <T> Mono<T> step(Function<Step, T> work) {
        return Mono.fromSupplier(() -> {
            Step step = new Step();
            T result;
            synchronized (lock) {
                endSome(ENDED_BY_A_CALL, step);
                result = work.apply(step);
            }
            tell(step);
            return result;
        });
    }

    private void tell(Step step) {
        step.turned.forEach(identity -> listeners.forEach(listener -> listener.accept(identity)));
    }

    private static FoundEndpoint found(Entry.Announced entry, Endpoint endpoint) {
        return new FoundEndpoint(
                entry.slot().instance(), endpoint.transport(), endpoint.address(), endpoint.priority());
    }

    private Entry.@Nullable Announced announced(Registration registration) {
        Listing listing = listings.get(registration.slot().identity());
        return listing == null ? null : listing.at(registration.slot());
    }

    /// What an identity has now, without what has ended by now.
    private @Nullable Listing current(Identity identity, Step step) {
        Listing listing = listings.get(identity);
        if (listing == null) {
            return null;
        }
        listing.entries().filter(entry -> hasEnded(entry, step)).toList().forEach(entry -> remove(entry, step));
        return listings.get(identity);
    }

    private boolean endSome(int most, Step step) {
        for (int i = 0; i < most; i++) {
            if (byEnd.isEmpty() || !hasEnded(byEnd.first(), step)) {
                return false;
            }
            remove(byEnd.first(), step);
        }
        return true;
    }

    private static boolean hasEnded(Entry entry, Step step) {
        return !step.now.isBefore(entry.end());
    }

    /// Beyond what is kept of an identity the one goes that was lost first.
    private void lose(Entry.Announced known, Step step) {
        Entry.Announced lost = known.lostAt(step.now, rules.sessionTimeToLive(), ++lastPlace);
        if (hasEnded(lost, step)) {
            remove(known, step);
            return;
        }
        replace(known, lost, Long.MAX_VALUE, step);
        Listing listing = listings.get(known.identity());
        List<Entry.Announced> all = listing == null ? List.of() : listing.lostFirst();
        all.stream().limit(Math.max(0, all.size() - rules.lostPerIdentity())).forEach(entry -> remove(entry, step));
    }

    private Outcome replace(@Nullable Entry before, Entry next, long most, Step step) {
        long more = next.cost() - (before == null ? 0 : before.cost());
        // what becomes smaller is always taken
        if (more > 0 && taken + more > most) {
            return Outcome.FULL;
        }
        Listing listing = listings.computeIfAbsent(next.identity(), identity -> new Listing(identity, lastVersion));
        if (before != null) {
            byEnd.remove(before);
        }
        byEnd.add(next);
        taken += more;
        listing.put(next);
        settle(listing, step);
        return Outcome.DONE;
    }

    private void remove(@Nullable Entry entry, Step step) {
        Listing listing = entry == null ? null : listings.get(entry.identity());
        if (entry != null && listing != null && byEnd.remove(entry)) {
            taken -= entry.cost();
            listing.remove(entry);
            settle(listing, step);
        }
    }

    private void settle(Listing listing, Step step) {
        if (listing.hasTurned()) {
            listing.turn(++lastVersion);
            step.turned.add(listing.identity);
        }
        if (listing.isEmpty()) {
            listings.remove(listing.identity);
        }
    }
}
