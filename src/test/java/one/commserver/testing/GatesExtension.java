package one.commserver.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Fails the test class behind which a leaked buffer or a blocking call turned up: it was in that one or in one that ran
/// not long before.
///
/// What shows later than that, or in a test of another engine, is left to [GatesListener].
public final class GatesExtension implements AfterAllCallback {

    private static final AtomicInteger REPORTED = new AtomicInteger();

    /// Collecting all garbage behind each class would take longer than many of them, and nobody goes on meanwhile.
    private static final Duration PAUSE = Duration.ofSeconds(60);

    private static final AtomicLong SETTLED_AT = new AtomicLong(System.nanoTime());

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getEnclosingClass() != null) {
            return;
        }
        long before = SETTLED_AT.get();
        long now = System.nanoTime();
        if (now - before > PAUSE.toNanos() && SETTLED_AT.compareAndSet(before, now)) {
            LeakRecorder.settle();
        }
        List<String> fresh = fresh();
        if (!fresh.isEmpty()) {
            throw new AssertionError(String.join("\n\n", fresh));
        }
    }

    /// One class at a time: each is told to one only.
    private static synchronized List<String> fresh() {
        List<String> violations = Violations.recorded();
        return violations.subList(REPORTED.getAndSet(violations.size()), violations.size());
    }
}
