package one.commserver.session.one;

import one.commserver.crypto.box.BoxChallenge;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The challenge of a client that registers, from its making to its check. It is wiped behind the check, or as soon as
/// nobody waits for that any more, whichever thread has got how far. Any thread; waits for nobody.
final class PendingChallenge implements AutoCloseable {

    private final AtomicReference<@Nullable BoxChallenge> challenge = new AtomicReference<>();
    private volatile boolean isClosed;

    /// Keeps a fresh one, which is this one's from then on. Once.
    ///
    /// @return what to send
    byte[] keep(BoxChallenge fresh) {
        byte[] sent = fresh.challenge();
        challenge.set(fresh);
        if (isClosed) {
            wipe();
        }
        return sent;
    }

    /// Checks an answer, once.
    ///
    /// @return empty if there is nothing to check it against, or not any more
    /// @throws one.commserver.crypto.box.BoxOpeningException if it doesn't open
    Optional<Boolean> check(byte[] answer) {
        try (BoxChallenge taken = challenge.getAndSet(null)) {
            return taken == null ? Optional.empty() : Optional.of(taken.isAnsweredBy(answer));
        }
    }

    /// Wipes it, unless it is being checked: then that does. May be called twice.
    @Override
    public void close() {
        isClosed = true;
        wipe();
    }

    private void wipe() {
        BoxChallenge left = challenge.getAndSet(null);
        if (left != null) {
            left.close();
        }
    }
}
