package one.commserver.client.flow;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.stream.Stream;

/// The frames that a sender keeps until the peer has confirmed them, byte for byte. Their bytes are bounded by the
/// [SendCredit], their number here.
///
/// Spec: chapter 8, survival.
final class Retention {

    /// How many frames are kept at most: small ones take more memory than their bytes.
    static final int MAX_FRAMES = 16_384;

    /// @param end the count behind it, from the channel's start
    private record Kept(ByteBuffer frame, long end) {}

    private final Deque<Kept> sent = new ArrayDeque<>();
    private final Deque<Kept> again = new ArrayDeque<>();
    private long start;

    /// A new frame is leaving.
    ///
    /// @param end the count behind it
    void sent(ByteBuffer frame, long end) {
        sent.add(new Kept(frame, end));
    }

    /// Whether nothing is unconfirmed.
    boolean isEmpty() {
        return sent.isEmpty() && again.isEmpty();
    }

    boolean isFull() {
        return sent.size() + again.size() >= MAX_FRAMES;
    }

    /// Whether frames wait to be sent once more; they go before any new one.
    boolean hasAgain() {
        return !again.isEmpty();
    }

    /// Lets go of what has arrived.
    void confirm(long received) {
        confirm(sent, received);
        confirm(again, received);
    }

    /// Whether a frame ends there, or nothing was confirmed beyond.
    boolean endsAt(long count) {
        return count == start || Stream.concat(sent.stream(), again.stream()).anyMatch(kept -> kept.end == count);
    }

    /// All that isn't confirmed is to be sent once more.
    void rewind() {
        for (Iterator<Kept> newest = sent.descendingIterator(); newest.hasNext(); ) {
            again.addFirst(newest.next());
        }
        sent.clear();
    }

    /// How large the next frame is that waits to be sent once more, in bytes; 0: none waits.
    int againSize() {
        Kept next = again.peek();
        return next == null ? 0 : next.frame.remaining();
    }

    /// The next frame to be sent once more.
    @Nullable ByteBuffer again() {
        Kept next = again.poll();
        if (next == null) {
            return null;
        }
        sent.add(next);
        return next.frame;
    }

    void clear() {
        sent.clear();
        again.clear();
    }

    private void confirm(Deque<Kept> frames, long received) {
        Kept first;
        while ((first = frames.peek()) != null && first.end <= received) {
            start = first.end;
            frames.remove();
        }
    }
}
