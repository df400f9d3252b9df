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
/// The queue counts its bytes and tells once when there are too many, whereupon its owner ends it. From then on it
/// takes nothing more, so its bound holds even while its owner is busy.
public final class OutgoingQueue {

    private final Wire wire;
    private final long maxBytes;
    private final Runnable overflow;
    private final Queue<Departure> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean overflowed = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private volatile boolean ended;

    public OutgoingQueue(Wire wire, long maxBytes, Runnable overflow) {
        this.wire = wire;
        this.maxBytes = maxBytes;
        this.overflow = overflow;
    }

    public long bytes() {
        return bytes.get();
    }

    public void add(Departure departure) {
        if (ended || overflowed.get()) {
            departure.drop();
            return;
        }
        if (bytes.addAndGet(departure.bytes()) > maxBytes && overflowed.compareAndSet(false, true)) {
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
            bytes.addAndGet(-next.bytes());
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
                bytes.addAndGet(-departure.bytes());
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

    private void dropAll() {
        Departure next;
        while ((next = waiting.poll()) != null) {
            bytes.addAndGet(-next.bytes());
            next.drop();
        }
    }
}
