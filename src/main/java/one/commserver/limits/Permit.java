package one.commserver.limits;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/// One of a limited number. Whoever has it gives it back once; more often does no harm. Any thread.
public final class Permit {

    private static final AtomicIntegerFieldUpdater<Permit> RELEASES =
            AtomicIntegerFieldUpdater.newUpdater(Permit.class, "releases");

    /// A field and no object, since each connection has several permits.
    private volatile int releases;

    private final Runnable giveBack;

    Permit(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    /// Gives it back.
    public void release() {
        if (releases == 0 && RELEASES.compareAndSet(this, 0, 1)) {
            giveBack.run();
        }
    }
}
