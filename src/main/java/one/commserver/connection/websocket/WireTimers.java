package one.commserver.connection.websocket;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// What a wire is to do after a while. All of it is forgotten when the wire is gone: each task holds the whole
/// connection, and most wait for a close that comes at once. On the wire's thread.
final class WireTimers {

    private final Channel channel;
    private final List<Timer> waiting = new ArrayList<>(2);

    WireTimers(Channel channel) {
        this.channel = channel;
    }

    /// Runs a task after a delay, unless the wire is gone by then.
    void schedule(Duration delay, Runnable task) {
        if (!channel.isOpen()) {
            return;
        }
        var timer = new Timer(task);
        try {
            timer.future = channel.eventLoop().schedule(timer, delay.toNanos(), TimeUnit.NANOSECONDS);
            waiting.add(timer);
        } catch (RejectedExecutionException stopped) {
            // the event loop has ended, and with it the wire
        }
    }

    /// Forgets all tasks.
    void cancel() {
        waiting.forEach(Timer::cancel);
        waiting.clear();
    }

    private final class Timer implements Runnable {

        private final Runnable task;
        private @Nullable Future<?> future;

        private Timer(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            waiting.remove(this);
            if (channel.isOpen()) {
                task.run();
            }
        }

        private void cancel() {
            if (future != null) {
                future.cancel(false);
            }
        }
    }
}
