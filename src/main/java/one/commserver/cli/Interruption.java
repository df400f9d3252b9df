package one.commserver.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets Ctrl-C, or SIGTERM, end what runs in order: its thread is interrupted, and Java waits for it, but not for long.
final class Interruption {

    /// How long whatever runs has for its end.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Interruption() {}

    /// Runs something on this thread, which may be interrupted once.
    static <T> T during(Callable<T> work) throws Exception {
        Thread worker = Thread.currentThread();
        var done = new CountDownLatch(1);
        Thread hook =
                new Thread(() -> {
                    worker.interrupt();
                    await(done);
                });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.call();
        } finally {
            done.countDown();
            forget(hook);
        }
    }

    private static void await(CountDownLatch done) {
        try {
            var _ = done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // it is that hook which waits for this
        }
    }
}
