package one.commserver.relay.bounds;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.scheduler.Scheduler;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// What waits in this node for receivers, over all channels. Above its bound somebody is asked to make room, and what
/// would need more waits until there is some. Any thread.
///
/// Spec: chapter 8, flow, `commserver.relay.memory`.
public final class Memory {

    private static final Logger LOG = LoggerFactory.getLogger(Memory.class);

    /// How often somebody who waits for room looks for it.
    private static final long TICK_MILLIS = 100;

    /// After how many such looks in vain room is made, though there isn't too much: who holds it must not keep others
    /// waiting for ever.
    private static final int PATIENCE = 50;

    private final LongAdder waiting = new LongAdder();
    private final LongSupplier most;
    private final Scheduler timers;
    private final AtomicBoolean relieving = new AtomicBoolean();
    private final AtomicBoolean ticking = new AtomicBoolean();
    private final Queue<Runnable> forRoom = new ConcurrentLinkedQueue<>();
    private Runnable relief = () -> {};
    private LongSupplier elsewhere = () -> 0;
    private final AtomicInteger inVain = new AtomicInteger();

    /// @param most the bound in bytes that holds now; below three quarters of it there is room again
    public Memory(LongSupplier most, Scheduler timers) {
        this.most = most;
        this.timers = timers;
    }

    /// Says who makes room. Before the first frame.
    public void onFull(Runnable newRelief) {
        relief = newRelief;
    }

    /// Says where else something waits that counts, in bytes. Before the first frame.
    public void countAlso(LongSupplier newElsewhere) {
        elsewhere = newElsewhere;
    }

    public void add(int bytes) {
        waiting.add(bytes);
    }

    public void remove(int bytes) {
        waiting.add(-bytes);
    }

    /// What waits, in bytes, as far as all have told.
    public long bytes() {
        return waiting.sum() + elsewhere.getAsLong();
    }

    /// The bound, in bytes.
    public long most() {
        return most.getAsLong();
    }

    /// How much has to go until there is room; not positive: nothing.
    public long excess() {
        return bytes() - most() / 4 * 3;
    }

    /// Has room made if there is too much.
    public void check() {
        if (bytes() > most() && relieving.compareAndSet(false, true)) {
            timers.schedule(() -> {
                if (bytes() > most()) {
                    alone(relief);
                }
                // what is dropped goes a moment later: no second relief for the same bytes
                timers.schedule(() -> relieving.set(false), TICK_MILLIS, TimeUnit.MILLISECONDS);
            });
        }
    }

    /// Runs a task as soon as there is room: at once, or later on a timer's thread.
    public void whenRoom(Runnable task) {
        if (excess() <= 0) {
            task.run();
        } else {
            forRoom.add(task);
            tick();
        }
    }

    private void tick() {
        if (ticking.compareAndSet(false, true)) {
            timers.schedule(
                    () -> {
                        ticking.set(false);
                        Runnable next;
                        while (excess() <= 0 && (next = forRoom.poll()) != null) {
                            inVain.set(0);
                            alone(next);
                        }
                        if (!forRoom.isEmpty()) {
                            lookAgain();
                        }
                    },
                    TICK_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    /// On a timer's thread, one at a time.
    private void lookAgain() {
        if (inVain.incrementAndGet() >= PATIENCE) {
            inVain.set(0);
            alone(relief);
        }
        tick();
    }

    /// What goes wrong with one keeps nobody else waiting.
    private static void alone(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | OutOfMemoryError failure) {
            LOG.error("What had waited for room, or was to make some, has failed", failure);
        }
    }
}
