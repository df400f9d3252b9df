package one.commserver.redis;

import java.util.concurrent.atomic.AtomicLong;

/// Counts the bytes of large commands that wait for an answer, up to a bound. What nobody waits for any more may still
/// wait in a connection's buffer, if Redis reads nothing: it counts until Redis has answered anything. Any thread;
/// nothing waits.
final class BytesUnderWay {

    /// What is smaller is bounded by the number of commands.
    static final long LARGE = 4096;

    private final long most;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();

    BytesUnderWay(long most) {
        this.most = most;
    }

    /// Takes room for a command; a small one needs none.
    ///
    /// @return false if there isn't any
    boolean take(long bytes) {
        if (bytes < LARGE) {
            return true;
        }
        if (taken.addAndGet(bytes) > most) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /// The command was answered, or has failed.
    void giveBack(long bytes) {
        if (bytes >= LARGE) {
            taken.addAndGet(-bytes);
        }
    }

    /// Nobody waits for the answer any more.
    void giveUp(long bytes) {
        if (bytes >= LARGE) {
            givenUp.addAndGet(bytes);
        }
    }

    /// Redis has answered something: it reads.
    void answered() {
        if (givenUp.get() != 0) {
            taken.addAndGet(-givenUp.getAndSet(0));
        }
    }
}
