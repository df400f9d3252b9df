package one.commserver.soak.load;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Bytes of which each says where it belongs, at both ends: what is lost, comes twice, or comes in another order is
/// seen at once. One sends at a time, and one takes at a time; neither ever waits.
final class Stream {

    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong arrived = new AtomicLong();
    private final long seed;

    Stream(long seed) {
        this.seed = seed;
    }

    /// The next so many bytes.
    ByteBuffer next(int size) {
        long start = sent.get();
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = at(start + i);
        }
        sent.set(start + size);
        return ByteBuffer.wrap(bytes);
    }

    /// Something has come.
    void take(ByteBuffer piece) {
        long most = sent.get();
        long position = arrived.get();
        while (piece.hasRemaining() && broken.get() == null) {
            if (position == most || piece.get() != at(position)) {
                fail(new AssertionError("wrong at byte " + position + " of " + most));
            }
            position++;
        }
        arrived.set(position);
    }

    /// Nothing more comes.
    void fail(Throwable reason) {
        broken.compareAndSet(null, reason);
    }

    /// How many bytes have come.
    long arrived() {
        return arrived.get();
    }

    /// Waits until all that was sent has come.
    ///
    /// @throws IllegalStateException if it can't any more
    void await() throws TimeoutException {
        Waiting.until(() -> arrived.get() == sent.get() || broken.get() != null, this + " waits for more");
        Throwable reason = broken.get();
        if (reason != null) {
            throw new IllegalStateException("a stream broke", reason);
        }
    }

    /// A generator of pseudo-random numbers that can begin anywhere, eight bytes at a time.
    private byte at(long position) {
        long word = (seed + (position >>> 3)) * 0x9E3779B97F4A7C15L;
        word = (word ^ (word >>> 30)) * 0xBF58476D1CE4E5B9L;
        word = (word ^ (word >>> 27)) * 0x94D049BB133111EBL;
        return (byte) (word >>> (8 * (position & 7)));
    }

    @Override
    public String toString() {
        return "%d of %d bytes".formatted(arrived.get(), sent.get());
    }
}
