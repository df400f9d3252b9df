package one.commserver.relay.bus.redis;

import one.commserver.crypto.Randomness;
import one.commserver.registry.NodeId;
import one.commserver.relay.bus.Batch;
import one.commserver.relay.bus.BatchWriter;
import one.commserver.relay.bus.Bus;
import one.commserver.relay.bus.BusMessage;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/// What goes to one node: a queue of batches, some of them under way. When one of them is lost, all that waits is
/// dropped and one number is left out, so that the other node finds a gap; then nothing is taken until a batch without
/// messages has got there. Any thread; its lock is held for one copy and never while anybody is called.
final class Outbound {

    /// What it needs of the bus. Never called under the lock.
    interface Way {
        /// Hands a batch over, in order.
        ///
        /// @return how many have heard it; doesn't throw
        CompletionStage<Long> publish(NodeId to, ByteBuffer batch);

        /// Runs a task on the one thread from which batches are handed over: the driver writes at once what comes
        /// from a thread of its own, ahead of what other threads have given it before.
        void execute(Runnable task);

        /// Asks for [#late] after a time.
        void later(Outbound outbound, Duration delay);

        /// Something is lost.
        void lost(NodeId to);

        /// Something is taken again.
        void reachable(NodeId to);

        long nanos();
    }

    /// How many batches may be under way.
    private static final int WINDOW = 8;

    private static final Duration DELAY = Duration.ofMillis(5);

    private final NodeId from;
    private final NodeId to;
    private final Way way;
    private final long stream = ByteBuffer.wrap(Randomness.bytes(Long.BYTES)).getLong();
    private final AtomicInteger draining = new AtomicInteger();
    private final Deque<BatchWriter> full = new ArrayDeque<>();
    private @Nullable BatchWriter open;
    private long openSince;
    private int lastLength;
    private long number;
    private int underWay;
    private long waiting;
    private long usedAt;
    private long progressAt;
    private long unheardSince;
    private boolean isUnheard;
    private boolean isLate;
    private boolean isClosed;
    private boolean isToTell;
    private boolean isTelling;

    Outbound(NodeId from, NodeId to, Way way) {
        this.from = from;
        this.to = to;
        this.way = way;
        this.usedAt = way.nanos();
    }

    /// Takes a message.
    ///
    /// @return false if it doesn't
    boolean send(BusMessage message) {
        boolean fits;
        boolean loses = false;
        synchronized (this) {
            if (isClosed) {
                return false;
            }
            boolean isData = message instanceof BusMessage.Data;
            fits = waiting + BatchWriter.most(message) <= Bus.MOST_WAITING + (isData ? 0 : Bus.RESERVE);
            if (fits) {
                add(message);
            } else if (!isData) {
                loses = lose();
            }
        }
        if (loses) {
            way.lost(to);
        }
        drain();
        return fits;
    }

    private void add(BusMessage message) {
        BatchWriter writer = open;
        if (writer != null && !writer.hasRoomFor(message)) {
            full.add(writer);
            writer = null;
        }
        if (writer == null) {
            int most = BatchWriter.most(message) + Batch.MAX_SENDER;
            writer = new BatchWriter(from, underWay == 0 ? most : Math.max(most, lastLength));
            open = writer;
            openSince = way.nanos();
            waiting += writer.length();
        }
        int before = writer.length();
        writer.add(message);
        waiting += writer.length() - before;
        usedAt = way.nanos();
    }

    /// Looks at the time. Each second.
    ///
    /// @param patience how long an answer may take
    /// @param telling for how long after the last message its number is told
    /// @return whether nobody has heard it for as long
    boolean tick(Duration patience, Duration telling) {
        boolean loses;
        boolean isForgotten;
        synchronized (this) {
            long now = way.nanos();
            boolean isStuck = underWay > 0 || isTelling;
            loses = isStuck && now - progressAt > patience.toNanos() && lose();
            isToTell = isClosed || from.equals(to) || now - usedAt < telling.toNanos();
            isForgotten = isClosed && isUnheard && now - unheardSince > telling.toNanos();
        }
        if (loses) {
            way.lost(to);
        }
        drain();
        return isForgotten;
    }

    /// All that waits is lost.
    void fail() {
        boolean loses;
        synchronized (this) {
            loses = lose();
        }
        if (loses) {
            way.lost(to);
        }
    }

    private boolean lose() {
        if (isClosed) {
            return false;
        }
        isClosed = true;
        for (BatchWriter dropped : full) {
            waiting -= dropped.length();
        }
        full.clear();
        BatchWriter last = open;
        if (last != null) {
            waiting -= last.length();
            open = null;
        }
        // so that the other one misses something also where all that had a number has got there
        number++;
        return true;
    }

    /// Hands over what may go. One at a time, so that batches go in the order of their numbers.
    void drain() {
        if (draining.getAndIncrement() == 0) {
            way.execute(this::handOver);
        }
    }

    private void handOver() {
        int seen = 1;
        do {
            Sending next;
            while ((next = take()) != null) {
                Sending sending = next;
                var _ =
                        way.publish(to, sending.bytes())
                                .whenComplete((heardBy, failure) ->
                                        settled(sending, failure == null && heardBy != null, heardBy));
            }
            seen = draining.addAndGet(-seen);
        } while (seen != 0);
    }

    private synchronized @Nullable Sending take() {
        BatchWriter next = isClosed || underWay >= WINDOW ? null : due();
        long now = way.nanos();
        if (next != null) {
            if (underWay++ == 0) {
                progressAt = now;
            }
            int length = next.length();
            lastLength = Math.min(length, Batch.MANY_BYTES);
            return new Sending(next.seal(stream, ++number), length, false);
        }
        if (isToTell && !isTelling) {
            isToTell = false;
            isTelling = true;
            if (underWay == 0) {
                progressAt = now;
            }
            return new Sending(new BatchWriter(from, 0).seal(stream, number), 0, true);
        }
        return null;
    }

    /// The next batch, if it is its time: at once where nothing is under way, else when it is full or has waited.
    private @Nullable BatchWriter due() {
        if (!full.isEmpty()) {
            return full.poll();
        }
        BatchWriter last = open;
        if (last == null) {
            return null;
        }
        if (underWay == 0 || last.isFull() || way.nanos() - openSince >= DELAY.toNanos()) {
            open = null;
            return last;
        }
        if (!isLate) {
            isLate = true;
            way.later(this, DELAY);
        }
        return null;
    }

    /// The time that was asked for is over.
    void late() {
        synchronized (this) {
            isLate = false;
        }
        drain();
    }

    private void settled(Sending sending, boolean isAnswered, @Nullable Long heardBy) {
        boolean loses = false;
        boolean opens = false;
        synchronized (this) {
            progressAt = way.nanos();
            waiting -= sending.length();
            if (sending.tells()) {
                isTelling = false;
            } else {
                underWay--;
            }
            boolean isHeard = isAnswered && heardBy != null && heardBy > 0;
            markUnheard(isAnswered && !isHeard);
            if (!isHeard) {
                loses = lose();
            } else if (isClosed && sending.tells() && underWay == 0) {
                isClosed = false;
                opens = true;
            }
        }
        if (loses) {
            way.lost(to);
        }
        if (opens) {
            way.reachable(to);
        }
        drain();
    }

    private void markUnheard(boolean now) {
        if (now && !isUnheard) {
            unheardSince = way.nanos();
        }
        isUnheard = now;
    }

    /// What waits or is under way, in bytes.
    synchronized long waiting() {
        return waiting;
    }

    /// When it was used last.
    synchronized long usedAt() {
        return usedAt;
    }

    /// @param tells whether it has a number only
    private record Sending(ByteBuffer bytes, int length, boolean tells) {}
}
