package one.commserver.drain;

import org.springframework.context.SmartLifecycle;

/// Empties the node when the application stops, before everything else stops: Spring's own graceful shutdown waits for
/// WebSockets and never closes them.
final class DrainLifecycle implements SmartLifecycle {

    /// The last to start and the first to stop, alone: whatever serves clients works until they have left.
    static final int PHASE = DEFAULT_PHASE;

    private final Drain drain;
    private volatile boolean running;

    DrainLifecycle(Drain drain) {
        this.drain = drain;
    }

    @Override
    public void start() {
        drain.reopen();
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        drain.stop(callback);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
