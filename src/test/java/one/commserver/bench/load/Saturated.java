package one.commserver.bench.load;

import java.util.List;

/// A window of messages in each pair: the next is sent when one has arrived. On the event loop.
public final class Saturated implements Load {

    private final List<Pair> pairs;
    private final int size;
    private int window;

    /// @param window messages in flight per pair
    /// @param size bytes of a message
    public Saturated(List<Pair> pairs, int window, int size) {
        this.pairs = pairs;
        this.window = window;
        this.size = size;
    }

    @Override
    public void start() {
        for (Pair pair : pairs) {
            pair.size(size);
            pair.onProgress(this::fill);
            fill(pair);
        }
    }

    @Override
    public void stop() {
        window = 0;
    }

    private void fill(Pair pair) {
        int missing = window - pair.inFlight();
        if (missing > 0) {
            pair.send(missing, System.nanoTime(), 0);
        }
    }
}
