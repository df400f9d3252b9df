package one.commserver.limits;

import java.util.concurrent.atomic.AtomicBoolean;

/// One of a limited number. Whoever has it gives it back once; more often does no harm. Any thread.
public final class Permit {

    private final AtomicBoolean released = new AtomicBoolean();
    private final Runnable giveBack;

    Permit(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    /// Gives it back.
    public void release() {
        if (released.compareAndSet(false, true)) {
            giveBack.run();
        }
    }
}
