package one.commserver.connection.statistics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The newest of many things, a bounded number of them.
final class Recent<T> {

    private final int max;
    private final Deque<T> newestFirst = new ArrayDeque<>();

    Recent(int max) {
        this.max = max;
    }

    synchronized void add(T newest) {
        if (max == 0) {
            return;
        }
        if (newestFirst.size() == max) {
            newestFirst.removeLast();
        }
        newestFirst.addFirst(newest);
    }

    synchronized List<T> newestFirst() {
        return List.copyOf(new ArrayList<>(newestFirst));
    }
}
