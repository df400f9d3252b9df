package one.commserver.relay.bounds;

import one.commserver.crypto.Identity;
import one.commserver.limits.CappedCounter;
import one.commserver.limits.KeyedCap;
import one.commserver.limits.Permit;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The sessions that wait for their clients to come back, as many as there may be, each for a time. Whoever claims one
/// first has it: the client that returns, the end of its time, or whoever ends it. Any thread.
///
/// Spec: chapter 3, session.
///
/// @param <P> what stands for a session; compared by identity or by value
public final class Parking<P> {

    /// The registry's clock for a session starts a moment after this one: it must be the first to forget.
    private static final Duration GRACE = Duration.ofSeconds(1);

    private record Stay(Permit total, Permit ofIdentity, Disposable.Swap timer) {
        void over() {
            timer.dispose();
            total.release();
            ofIdentity.release();
        }
    }

    private final Map<P, Stay> stays = new ConcurrentHashMap<>();
    private final CappedCounter total;
    private final KeyedCap<Identity> perIdentity;
    private final Duration life;
    private final Scheduler timers;

    /// @param life for how long; zero: nobody is parked
    public Parking(int most, int mostOfIdentity, Duration life, Scheduler timers) {
        this.total = new CappedCounter(most);
        this.perIdentity = new KeyedCap<>(mostOfIdentity);
        this.life = life;
        this.timers = timers;
    }

    /// Lets a session wait.
    ///
    /// @param expired run on a timer's thread when nobody has claimed it in time
    /// @return false if there is no room
    public boolean park(P party, Identity identity, Runnable expired) {
        if (life.isZero()) {
            return false;
        }
        Optional<Permit> one = total.acquire();
        Optional<Permit> ofIdentity = one.isPresent() ? perIdentity.acquire(identity) : Optional.empty();
        if (one.isEmpty() || ofIdentity.isEmpty()) {
            one.ifPresent(Permit::release);
            return false;
        }
        Stay stay = new Stay(one.get(), ofIdentity.get(), Disposables.swap());
        stays.put(party, stay);
        stay.timer()
                .update(
                        timers.schedule(
                                () -> {
                                    if (claim(party)) {
                                        expired.run();
                                    }
                                },
                                life.plus(GRACE).toMillis(),
                                TimeUnit.MILLISECONDS));
        return true;
    }

    /// Takes a session that waits.
    ///
    /// @return false if it doesn't wait, or somebody else was faster
    public boolean claim(P party) {
        Stay stay = stays.remove(party);
        if (stay == null) {
            return false;
        }
        stay.over();
        return true;
    }

    public int count() {
        return stays.size();
    }
}
