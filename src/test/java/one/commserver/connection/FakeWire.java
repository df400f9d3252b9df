package one.commserver.connection;

import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Wire;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/// A wire without a network: its thread is the test, which says when tasks run and what time it is.
public final class FakeWire implements Wire {

    /// What was written, in order.
    public final List<ConnectionEvent> written = new ArrayList<>();

    public boolean writable = true;
    public boolean reading = true;
    public boolean deaf;
    public int flushes;
    public @Nullable CloseStatus closed;
    public @Nullable CloseStatus terminated;
    public int terminations;

    /// Runs within each flush, as a socket that has become writable does.
    public Runnable onFlush = () -> {};

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::due));
    private long now;

    private record Timer(long due, Runnable task) {}

    /// Its time, which only [#advance] changes.
    public long nanos() {
        return now;
    }

    /// A connection over it.
    public Connection connection(long maxQueuedBytes, ConnectionObserver observer) {
        return new Connection(
                this, new ConnectionSettings(maxQueuedBytes, Duration.ofSeconds(5), this::nanos, observer));
    }

    /// Runs what waits, and what that adds.
    public void run() {
        for (Runnable task; (task = tasks.poll()) != null; ) {
            task.run();
        }
    }

    /// Lets time pass, with all that falls due.
    public void advance(Duration time) {
        long end = now + time.toNanos();
        run();
        while (!timers.isEmpty() && timers.peek().due <= end) {
            Timer timer = timers.remove();
            now = Math.max(now, timer.due);
            timer.task.run();
            run();
        }
        now = end;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
        }
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        timers.add(new Timer(now + delay.toNanos(), task));
    }

    @Override
    public boolean isOwnThread() {
        return true;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void write(ConnectionEvent event) {
        written.add(event);
    }

    @Override
    public void flush() {
        flushes++;
        onFlush.run();
    }

    @Override
    public void close(CloseStatus status, Duration patience) {
        closed = status;
        written.add(new ConnectionEvent.Closing(status));
        flush();
    }

    @Override
    public void terminate(CloseStatus status) {
        terminated = status;
        terminations++;
    }

    @Override
    public void reading(boolean on) {
        reading = on;
    }

    @Override
    public void deafen() {
        deaf = true;
    }

    @Override
    public Route route() {
        return new Route("here", "there");
    }
}
