package one.commserver.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Fails the test class after which a leaked buffer or a blocking call turned up, to say where to look.
///
/// What shows later than that, or in a test of another engine, is left to [GatesListener].
public final class GatesExtension implements AfterAllCallback {

    private static final AtomicInteger REPORTED = new AtomicInteger();

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getEnclosingClass() != null) {
            return;
        }
        LeakRecorder.settle();
        List<String> violations = Violations.recorded();
        List<String> fresh = violations.subList(REPORTED.getAndSet(violations.size()), violations.size());
        if (!fresh.isEmpty()) {
            throw new AssertionError(String.join("\n\n", fresh));
        }
    }
}
