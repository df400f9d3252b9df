package one.commserver.relay.bounds;

import java.util.concurrent.atomic.AtomicLong;

/// What one client has granted its senders over all its channels and hasn't been sent yet: the bound of what can wait
/// for it in this node's memory. Any thread.
///
/// Spec: chapter 8, flow, `limits.connection_window`.
public final class Grants {

    private final long window;
    private final AtomicLong outstanding = new AtomicLong();

    public Grants(long window) {
        this.window = window;
    }

    /// Takes part of the window.
    ///
    /// @return false, with nothing taken, if that much isn't left
    public boolean take(long bytes) {
        if (outstanding.addAndGet(bytes) <= window) {
            return true;
        }
        outstanding.addAndGet(-bytes);
        return false;
    }

    /// Gives back what was sent, or won't be.
    public void giveBack(long bytes) {
        outstanding.addAndGet(-bytes);
    }

    public long outstanding() {
        return outstanding.get();
    }
}
