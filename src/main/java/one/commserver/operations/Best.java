package one.commserver.operations;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The first few of many things in some order, of which it keeps no more than these.
public final class Best<T> {

    private final int most;
    private final Comparator<T> order;
    private final PriorityQueue<T> lastFirst;
    private long seen;

    /// @param most how many are kept
    public Best(int most, Comparator<T> order) {
        this.most = most;
        this.order = order;
        this.lastFirst = new PriorityQueue<>(order.reversed());
    }

    /// Keeps it if it is among them so far.
    public void add(T item) {
        seen++;
        lastFirst.add(item);
        if (lastFirst.size() > most) {
            lastFirst.remove();
        }
    }

    /// How many there were.
    public long seen() {
        return seen;
    }

    /// Those behind so many others, in order.
    public List<T> from(int first) {
        List<T> sorted = new ArrayList<>(lastFirst);
        Collections.sort(sorted, order);
        return List.copyOf(sorted.subList(Math.min(first, sorted.size()), sorted.size()));
    }
}
