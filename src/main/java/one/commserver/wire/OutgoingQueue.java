package one.commserver.wire;

import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// What waits to leave through a wire, in the order in which it was put there. Any thread adds; the wire's thread
/// drains, only while the wire is writable, so nothing piles up below. One task and one flush serve all that was
/// added in the meantime.
///
/// The queue counts its bytes, and with each departure what it costs to keep one, so that very many very small ones
/// count for the memory that they take. It tells once when there is too much, whereupon its owner ends it. From then
/// on it takes nothing more, so its bound holds even while its owner is busy.
public final class OutgoingQueue {

    /// What a waiting departure takes beside its bytes: itself, its place in line and its buffer's own objects. Bytes.
    public static final int OVERHEAD = 192;

    private final Wire wire;
    private final long maxBytes;
    private final Runnable overflow;
    private final Queue<Departure> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean overflowed = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private volatile boolean ended;

    /// @param maxBytes the most that may wait, [#OVERHEAD] included
    /// @param overflow told once, by whoever has added too much
    public OutgoingQueue(Wire wire, long maxBytes, Runnable overflow) {
        this.wire = wire;
        this.maxBytes = maxBytes;
        this.overflow = overflow;
    }

    /// What waits, [#OVERHEAD] included. Any thread.
    public long bytes() {
        return bytes.get();
    }

    public void add(Departure departure) {
        if (ended || overflowed.get()) {
            departure.drop();
            return;
        }
        if (bytes.addAndGet(weight(departure)) > maxBytes && overflowed.compareAndSet(false, true)) {
            overflow.run();
        }
        waiting.add(departure);
        if (scheduled.compareAndSet(false, true)) {
            wire.execute(drain);
        }
    }

    /// Lets leave what can leave now. On the wire's thread.
    public void drain() {
        scheduled.set(false);
        boolean wrote = false;
        Departure next;
        while (!ended && wire.isWritable() && (next = waiting.poll()) != null) {
            bytes.addAndGet(-weight(next));
            next.depart();
            wrote = true;
        }
        if (ended) {
            dropAll();
        }
        if (wrote) {
            wire.flush();
        }
    }

    /// Drops what matches. On the wire's thread.
    public void dropIf(Predicate<Departure> matches) {
        for (Iterator<Departure> all = waiting.iterator(); all.hasNext(); ) {
            Departure departure = all.next();
            if (matches.test(departure)) {
                all.remove();
                bytes.addAndGet(-weight(departure));
                departure.drop();
            }
        }
    }

    /// Drops everything, now and from now on; also called by a departure for what waits behind it. On the wire's
    /// thread.
    public void end() {
        ended = true;
        dropAll();
    }

    private static long weight(Departure departure) {
        return (long) departure.bytes() + OVERHEAD;
    }

    private void dropAll() {
        Departure next;
        while ((next = waiting.poll()) != null) {
            bytes.addAndGet(-weight(next));
            next.drop();
        }
    }
}
