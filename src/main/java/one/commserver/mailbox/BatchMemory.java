package one.commserver.mailbox;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The bytes of batches that are under way on this node: sent, or about to be, and not acknowledged. Any thread.
///
/// Where there is no room, those are told who have had theirs for too long, so nobody keeps the others waiting by never
/// acknowledging.
final class BatchMemory {

    private final AtomicLong taken = new AtomicLong();
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();
    private final long most;
    private final Duration patience;
    private final LongSupplier nanos;

    /// @param most bytes
    BatchMemory(long most, Duration patience, LongSupplier nanos) {
        this.most = most;
        this.patience = patience;
        this.nanos = nanos;
    }

    /// The time that [#take] reckons in, in nanoseconds.
    long now() {
        return nanos.getAsLong();
    }

    /// Takes that many bytes.
    ///
    /// @param since the [#now] from which on it hasn't acknowledged anything: asking anew doesn't make it less slow
    /// @param tooSlow told if it has the share for too long while others need it, perhaps more than once
    /// @return empty if there is no room
    Optional<Share> take(long bytes, long since, Runnable tooSlow) {
        long before = taken.getAndUpdate(current -> current + bytes <= most ? current + bytes : current);
        if (before + bytes > most) {
            hurry();
            return Optional.empty();
        }
        var share = new Share(bytes, since, tooSlow);
        shares.add(share);
        return Optional.of(share);
    }

    /// What is under way, in bytes.
    long taken() {
        return taken.get();
    }

    /// How many batches are under way.
    int count() {
        return shares.size();
    }

    /// Whether that is too long ago for a batch that isn't acknowledged.
    boolean isTooSlow(long since) {
        return nanos.getAsLong() - since >= patience.toNanos();
    }

    private void hurry() {
        shares.stream().filter(share -> isTooSlow(share.since)).forEach(share -> share.tooSlow.run());
    }

    /// What one connection has of it.
    final class Share {

        private final AtomicLong bytes;
        private final long since;
        private final Runnable tooSlow;

        private Share(long bytes, long since, Runnable tooSlow) {
            this.bytes = new AtomicLong(bytes);
            this.since = since;
            this.tooSlow = tooSlow;
        }

        /// Gives back what isn't needed.
        void shrinkTo(long fewer) {
            long before = bytes.getAndUpdate(current -> Math.min(current, fewer));
            taken.addAndGet(Math.min(before, fewer) - before);
        }

        /// Gives all of it back; more often does no harm.
        void release() {
            shares.remove(this);
            taken.addAndGet(-bytes.getAndSet(0));
        }
    }
}
