package one.commserver.redis;

import one.commserver.connection.NanoClock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Whether Redis keeps its connections and answers nothing. It does if a command got no answer in time and nothing else
/// did since that was asked. Then asking is useless, and who asks would wait for nothing: one in a second tries. Any
/// thread; nothing waits.
final class Silence {

    private static final long TRIED_EVERY = Duration.ofSeconds(1).toNanos();

    private final NanoClock clock;
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong triedLast = new AtomicLong();
    private volatile boolean isSilent;

    Silence(NanoClock clock) {
        this.clock = clock;
    }

    /// Whether to ask at all.
    boolean allowsToAsk() {
        if (!isSilent) {
            return true;
        }
        long last = triedLast.get();
        long now = clock.nanos();
        return now - last >= TRIED_EVERY && triedLast.compareAndSet(last, now);
    }

    /// How often there were answers; to be given to [#timedOut].
    long answers() {
        return answers.get();
    }

    /// Something was answered.
    void answered() {
        answers.incrementAndGet();
        if (isSilent) {
            isSilent = false;
        }
    }

    /// Something wasn't.
    ///
    /// @param before how often there were answers when it was asked
    void timedOut(long before) {
        if (answers.get() == before) {
            triedLast.set(clock.nanos());
            isSilent = true;
        }
    }
}
