package one.commserver.relay;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// The channels of one party by their numbers. Numbers are given from 1 on and never again. Reading takes no lock and
/// allocates nothing; changes copy.
final class ChannelTable {

    /// What a number stands for.
    sealed interface Entry {}

    /// An offer that this party has got and not answered.
    record Offered(Offer offer) implements Entry {}

    /// An end of a channel.
    ///
    /// @param outgoing what this party sends
    /// @param incoming what it is sent
    record Joined(Channel channel, Flow outgoing, Flow incoming) implements Entry {}

    /// Compared by nobody, so the arrays of the record do no harm.
    @SuppressWarnings("ArrayRecordComponent")
    private record Snapshot(int[] numbers, Entry[] entries) {
        private @Nullable Entry find(int number) {
            int index = Arrays.binarySearch(numbers, number);
            return index < 0 ? null : entries[index];
        }
    }

    private static final Snapshot EMPTY = new Snapshot(new int[0], new Entry[0]);

    private volatile Snapshot snapshot = EMPTY;
    private volatile int lastNumber;
    private boolean closed;

    /// @param lastNumber the last one that the session has given already
    ChannelTable(int lastNumber) {
        this.lastNumber = lastNumber;
    }

    @Nullable Entry find(int number) {
        return snapshot.find(number);
    }

    /// Whether that number was ever given.
    boolean wasGiven(int number) {
        return number > 0 && number <= lastNumber;
    }

    int lastNumber() {
        return lastNumber;
    }

    List<Entry> entries() {
        return List.of(snapshot.entries());
    }

    /// The next number.
    synchronized int nextNumber() {
        return ++lastNumber;
    }

    /// Sets what a number stands for.
    ///
    /// @return false if the table is closed: nothing was set
    synchronized boolean put(int number, Entry entry) {
        if (closed) {
            return false;
        }
        Snapshot old = snapshot;
        int index = Arrays.binarySearch(old.numbers(), number);
        if (index >= 0) {
            Entry[] entries = old.entries().clone();
            entries[index] = entry;
            snapshot = new Snapshot(old.numbers(), entries);
        } else {
            snapshot = inserted(old, -index - 1, number, entry);
        }
        return true;
    }

    /// Forgets a number. Once counts.
    synchronized void remove(int number) {
        Snapshot old = snapshot;
        int index = Arrays.binarySearch(old.numbers(), number);
        if (index >= 0) {
            snapshot = without(old, index);
        }
    }

    /// Forgets all and takes nothing more.
    ///
    /// @return what there was
    synchronized List<Entry> close() {
        closed = true;
        List<Entry> all = List.of(snapshot.entries());
        snapshot = EMPTY;
        return all;
    }

    private static Snapshot inserted(Snapshot old, int index, int number, Entry entry) {
        int size = old.numbers().length;
        int[] numbers = Arrays.copyOf(old.numbers(), size + 1);
        Entry[] entries = Arrays.copyOf(old.entries(), size + 1);
        System.arraycopy(old.numbers(), index, numbers, index + 1, size - index);
        System.arraycopy(old.entries(), index, entries, index + 1, size - index);
        numbers[index] = number;
        entries[index] = entry;
        return new Snapshot(numbers, entries);
    }

    private static Snapshot without(Snapshot old, int index) {
        int size = old.numbers().length - 1;
        if (size == 0) {
            return EMPTY;
        }
        int[] numbers = Arrays.copyOf(old.numbers(), size);
        Entry[] entries = Arrays.copyOf(old.entries(), size);
        System.arraycopy(old.numbers(), index + 1, numbers, index, size - index);
        System.arraycopy(old.entries(), index + 1, entries, index, size - index);
        return new Snapshot(numbers, entries);
    }
}
