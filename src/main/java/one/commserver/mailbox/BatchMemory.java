package one.commserver.mailbox;

import java.util.concurrent.atomic.AtomicLong;

/// The batches that are on their way to clients of this node and not acknowledged yet, in bytes of data. Any thread.
final class BatchMemory {

    private final AtomicLong taken = new AtomicLong();
    private final long most;

    BatchMemory(long most) {
        this.most = most;
    }

    long taken() {
        return taken.get();
    }

    /// What one connection has of it.
    Share share() {
        return new Share();
    }

    private boolean take(long bytes) {
        long before = taken.getAndUpdate(now -> now + bytes <= most ? now + bytes : now);
        return before + bytes <= most;
    }

    /// One batch at most. Any thread.
    final class Share {

        private long bytes;
        private boolean closed;

        /// Takes room for a batch, in place of the one before.
        ///
        /// @return false if there is none, or nobody to send it to any more
        synchronized boolean take(long batch) {
            giveBack();
            if (closed || !BatchMemory.this.take(batch)) {
                return false;
            }
            bytes = batch;
            return true;
        }

        synchronized void giveBack() {
            taken.addAndGet(-bytes);
            bytes = 0;
        }

        /// Nothing is taken any more.
        synchronized void close() {
            giveBack();
            closed = true;
        }
    }
}
