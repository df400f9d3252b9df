package one.commserver.relay.remote;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.registry.Registration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Looks for the other end of an interrupted channel in the registry, less and less often: what it was told may be
/// lost, and it may be elsewhere by now. An end that is nowhere for longer than a session lives is gone. When a node
/// dies all that had their other end there look for it: not at the same instant, and not all at once. Any thread.
///
/// Spec: chapter 8, survival.
final class Search {

    private static final Logger LOG = LoggerFactory.getLogger(Search.class);

    private static final Duration AT_ONCE = Duration.ofMillis(20);
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /// The other end's own node is to be the first to say that its session has expired.
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Halves halves;
    private final FarEnd far;
    private final Consumer<Outcome> listener;
    private Disposable timer = Disposables.disposed();
    private Duration pause = FIRST;
    private boolean isOn;
    private boolean isLooking;
    private boolean isNowhere;
    private long nowhereSince;

    /// What was found.
    sealed interface Outcome {
        /// It is there.
        record There(Registration held) implements Outcome {}

        /// It won't come back.
        record Gone(ChannelCloseReason why) implements Outcome {}
    }

    /// @param listener is called on any thread, under no lock of this
    Search(Halves halves, FarEnd far, Consumer<Outcome> listener) {
        this.halves = halves;
        this.far = far;
        this.listener = listener;
    }

    /// Begins, or begins anew.
    synchronized void begin() {
        if (!isOn) {
            isOn = true;
            isNowhere = false;
        }
        pause = far.isKnown() ? FIRST : AT_ONCE;
        again();
    }

    /// Looks soon: it is said to be somewhere.
    synchronized void hint() {
        if (isOn && pause.compareTo(FIRST) > 0) {
            pause = FIRST;
            again();
        }
    }

    synchronized void end() {
        isOn = false;
        timer.dispose();
    }

    private void again() {
        timer.dispose();
        timer = halves.rules().timers().schedule(this::look, Turns.scattered(pause).toNanos(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        synchronized (this) {
            if (isLooking) {
                return;
            }
            isLooking = true;
        }
        halves.searches().take(this::find, (found, failure) -> looked(found));
    }

    /// Nobody may want to know any more when it is its turn.
    private Mono<List<Registration>> find() {
        synchronized (this) {
            return isOn ? halves.find(far.slot().identity()) : Mono.empty();
        }
    }

    /// @param found null if nobody can say
    private void looked(@Nullable List<Registration> found) {
        Registration held = found == null ? null : ofFar(found);
        Outcome outcome = null;
        synchronized (this) {
            isLooking = false;
            if (!isOn) {
                return;
            }
            if (held != null) {
                isNowhere = false;
                outcome = new Outcome.There(held);
            } else if (found != null && isReplaced(found)) {
                outcome = new Outcome.Gone(ChannelCloseReason.REPLACED);
            } else if (found != null && isTooLong()) {
                outcome = new Outcome.Gone(ChannelCloseReason.SESSION_EXPIRED);
            }
            pause = longer(pause.multipliedBy(2));
            again();
        }
        LOG.debug("{} was looked for: {}", far, found == null ? "nobody can say" : outcome);
        if (outcome != null) {
            listener.accept(outcome);
        }
    }

    private static Duration longer(Duration pause) {
        return pause.compareTo(FIRST) < 0 ? FIRST : pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    private @Nullable Registration ofFar(List<Registration> found) {
        return found.stream().filter(far::isAt).findFirst().orElse(null);
    }

    /// Somebody has its slot with another session: its own is over. What a failover has brought back is older.
    private boolean isReplaced(List<Registration> found) {
        return found.stream()
                .anyMatch(held ->
                        held.slot().equals(far.slot())
                                && !held.session().equals(far.session())
                                && held.epoch() > far.epoch());
    }

    private boolean isTooLong() {
        long now = halves.clock().nanos();
        if (!isNowhere) {
            isNowhere = true;
            nowhereSince = now;
        }
        return now - nowhereSince > halves.sessionLife().plus(GRACE).toNanos();
    }
}
