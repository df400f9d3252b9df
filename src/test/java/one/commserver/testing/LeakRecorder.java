package one.commserver.testing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Netty's leak detector, which tells [Violations] what it otherwise only logs.
///
/// Netty creates one for each type of resource, by the name in `io.netty.customResourceLeakDetector`: so it is in place
/// before the first buffer, and must be public.
public final class LeakRecorder<T> extends ResourceLeakDetector<T> {

    private static final List<LeakRecorder<?>> ALL = new CopyOnWriteArrayList<>();

    /// Two, because the garbage collector does not say in which order it hands over the references it has cleared.
    private static final int COLLECTIONS = 2;

    private static final long COLLECTION_DEADLINE_MILLIS = 5_000;

    /// Called by Netty.
    public LeakRecorder(Class<?> resourceType, int samplingInterval) {
        super(resourceType, samplingInterval);
        ALL.add(this);
    }

    /// Collects garbage and has every resource reported that was dropped without being released.
    ///
    /// A buffer that something still refers to is not found.
    static void settle() {
        for (int i = 0; i < COLLECTIONS; i++) {
            collectGarbage();
        }
        ALL.forEach(LeakRecorder::reportDropped);
        if (ResourceLeakDetector.getLevel() != Level.PARANOID) {
            Violations.record("Leak detection was lowered to " + ResourceLeakDetector.getLevel());
        }
    }

    /// Netty looks for dropped resources whenever it tracks a new one.
    private static <T> void reportDropped(LeakRecorder<T> detector) {
        @SuppressWarnings("unchecked") // only its identity matters
        T resource = (T) new Object();
        ResourceLeakTracker<T> tracker = detector.track(resource);
        if (tracker != null) {
            tracker.close(resource);
        }
    }

    private static void collectGarbage() {
        var collected = new ReferenceQueue<Object>();
        var witness = new WeakReference<>(new Object(), collected);
        System.gc();
        try {
            if (collected.remove(COLLECTION_DEADLINE_MILLIS) == null || !witness.refersTo(null)) {
                throw new IllegalStateException("The garbage collector did not run, so leaks cannot be found");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        Violations.record("Leaked without release: " + resourceType + records);
        super.reportTracedLeak(resourceType, records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        Violations.record("Leaked without release: " + resourceType + " (no records)");
        super.reportUntracedLeak(resourceType);
    }
}
