package one.commserver.bench.load;

import org.HdrHistogram.Histogram;

import java.util.concurrent.CompletableFuture;

/// Counts what arrives at one server's clients and how long it took, of what was meant to be sent within a span: what
/// comes late counts as late, and what was held back as well. On the event loop.
public final class Recorder {

    private static final int DIGITS = 3;

    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private Histogram latencies = new Histogram(DIGITS);
    private boolean started;
    private boolean stopped;
    private long from;
    private long until;
    private long arrived;

    /// Everything that arrived so far.
    public long arrived() {
        return arrived;
    }

    /// Fails with the first thing that went wrong.
    public CompletableFuture<Void> failure() {
        return failure;
    }

    /// Something went wrong. Any thread.
    public void fail(Throwable reason) {
        failure.completeExceptionally(reason);
    }

    void start(long now) {
        latencies = new Histogram(DIGITS);
        from = now;
        started = true;
        stopped = false;
    }

    void stop(long now) {
        until = now;
        stopped = true;
    }

    /// In nanoseconds. When everything that was sent has arrived it is complete.
    Histogram finish() {
        started = false;
        return latencies;
    }

    /// Something has arrived.
    ///
    /// @param sent when it was meant to be sent, by [System#nanoTime], as `now`
    public void record(long sent, long now) {
        arrived++;
        if (started && sent - from >= 0 && (!stopped || sent - until < 0)) {
            latencies.recordValue(Math.max(0, now - sent));
        }
    }
}
