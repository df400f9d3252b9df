package one.commserver.soak.load;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;

/// Whoever was let in, for the one who waits for it.
///
/// @param <T> what was let in
final class Accepted<T> {

    private final Queue<T> queue = new ConcurrentLinkedQueue<>();

    void add(T one) {
        queue.add(one);
    }

    /// Waits for the next one.
    T next() throws TimeoutException {
        Waiting.until(() -> !queue.isEmpty(), "nobody was accepted");
        return Objects.requireNonNull(queue.poll());
    }
}
