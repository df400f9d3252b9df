package one.commserver.relay.channel;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelMessage.ChannelOpen;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// Says whether one identity may open a channel to another. What is refused looks to the caller like nobody being
/// there, so both take the same path.
///
/// Whoever changes an answer tells the relay: [Relay#paired] or [Relay#part].
///
/// Spec: chapter 8, opening.
@FunctionalInterface
public interface CallPolicy {

    /// Everybody may call everybody.
    CallPolicy OPEN = (from, request) -> Mono.just(Plain.ALLOWED);

    /// Judges a request. Emits on any thread.
    Mono<Verdict> judge(Identity from, ChannelOpen request);

    /// Whether a channel between these two may go on that no [Probation] keeps open. Emits on any thread.
    ///
    /// @return fails where that can't be known now
    default Mono<Boolean> stillAllows(Identity one, Identity other) {
        return Mono.just(true);
    }

    /// What a policy says.
    sealed interface Verdict permits Plain, Probation {}

    /// Yes or no.
    enum Plain implements Verdict {
        REFUSED,
        ALLOWED
    }

    /// Yes, but for a time only, unless it is ended before: then the channel stays. It holds a place while the channel
    /// is asked for or open. Any thread.
    final class Probation implements Verdict {

        /// Of a channel that has passed it, or never needed one.
        public static final Probation NONE = new Probation(Duration.ZERO, () -> true, () -> {});

        static {
            NONE.end();
        }

        private final Duration length;
        private final BooleanSupplier take;
        private final Runnable giveBack;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final Disposable.Swap timer = Disposables.swap();

        /// @param length how long the channel may be open
        /// @param take takes a place, if there is one; run once at most
        /// @param giveBack gives it back; run once at most, and only after it was taken
        public Probation(Duration length, BooleanSupplier take, Runnable giveBack) {
            this.length = length;
            this.take = take;
            this.giveBack = giveBack;
        }

        /// Of a channel that has its place elsewhere, or lost it.
        ///
        /// @param length how long the channel may be open
        public static Probation withoutPlace(Duration length) {
            return new Probation(length, () -> true, () -> {});
        }

        /// Takes the place.
        public boolean begin() {
            boolean has = take.getAsBoolean();
            taken.set(has);
            return has;
        }

        /// The channel is open: the time runs.
        public void run(Scheduler timers, Runnable overdue) {
            if (!timer.isDisposed()) {
                timer.update(timers.schedule(overdue, length.toMillis(), TimeUnit.MILLISECONDS));
            }
        }

        /// For how long the channel may be open; none once it may stay.
        public Duration length() {
            return isOver() ? Duration.ZERO : length;
        }

        /// Whether the channel isn't on probation any more, or never was.
        public boolean isOver() {
            return timer.isDisposed();
        }

        /// Passed, or pointless: the channel is no more. Once counts.
        public void end() {
            timer.dispose();
            if (taken.compareAndSet(true, false)) {
                giveBack.run();
            }
        }
    }
}
