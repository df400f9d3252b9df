package one.commserver.relay.channel;

import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The channels of one party by their numbers. Numbers are given from 1 on and never again. Reading takes no lock and
/// allocates nothing; changes copy.
public final class ChannelTable {

    /// What a number stands for.
    public sealed interface Entry {}

    /// An offer that this party has got and not answered.
    public record Offered(Offer offer) implements Entry {}

    /// An end of a channel.
    ///
    /// @param outgoing what this party sends
    /// @param incoming what it is sent
    public record Joined(Channel channel, Flow outgoing, Flow incoming) implements Entry {}

    /// An end of a channel through which nothing flows until both ends have said how far they have come.
    public record Interrupted(Channel channel) implements Entry {}

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
    private volatile int breaks;

    /// What there was when the client was last cut off. An earlier break is of no more interest: numbers stay until
    /// their channels end.
    private int[] broken = EMPTY.numbers();

    private volatile boolean closed;

    /// @param lastNumber the last one that the session has given already
    public ChannelTable(int lastNumber) {
        this.lastNumber = lastNumber;
    }

    /// Whether it takes nothing any more: its session is over, or elsewhere.
    public boolean isClosed() {
        return closed;
    }

    public @Nullable Entry find(int number) {
        return snapshot.find(number);
    }

    /// Whether that number was ever given.
    public boolean wasGiven(int number) {
        return number > 0 && number <= lastNumber;
    }

    public int lastNumber() {
        return lastNumber;
    }

    /// The next number.
    ///
    /// @return 0 if the table is closed: it gives none any more
    public synchronized int nextNumber() {
        return closed ? 0 : ++lastNumber;
    }

    /// Takes an offer in, if there is room: no opener's identity gets more than a quarter of it.
    ///
    /// @param most how many unanswered offers there may be
    /// @return its number; 0 if there is no room, or the table is closed
    public synchronized int offer(Offer offer, int most) {
        Identity from = offer.from();
        int all = 0;
        int his = 0;
        for (Entry entry : snapshot.entries()) {
            if (entry instanceof Offered(Offer other)) {
                all++;
                his += other.from().equals(from) ? 1 : 0;
            }
        }
        int number = all < most && his < Math.max(1, most / 4) ? nextNumber() : 0;
        if (number > 0) {
            put(number, new Offered(offer));
        }
        return number;
    }

    /// Sets what a number stands for.
    ///
    /// @return false if the table is closed: nothing was set
    public synchronized boolean put(int number, Entry entry) {
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

    /// How often the client has been cut off.
    public int breaks() {
        return breaks;
    }

    /// Whether the client has been cut off without anybody interrupting what has that number: it was put later.
    ///
    /// @param before what [#breaks] was before it was put
    public synchronized boolean isMissed(int number, int before) {
        return breaks != before && Arrays.binarySearch(broken, number) < 0;
    }

    /// The client is cut off. What is put from now on isn't in here, and whoever puts it sees that by [#isMissed].
    ///
    /// @param each gets the channels that there are; may change the table
    public void interrupt(Consumer<Channel> each) {
        Entry[] entries;
        synchronized (this) {
            breaks++;
            broken = snapshot.numbers();
            entries = snapshot.entries();
        }
        for (Entry entry : entries) {
            Channel channel = Party.channelOf(entry);
            if (channel != null) {
                each.accept(channel);
            }
        }
    }

    /// What there is, by number.
    ///
    /// @param each gets number and entry; may change the table
    public void forEach(BiConsumer<Integer, Entry> each) {
        Snapshot now = snapshot;
        for (int i = 0; i < now.numbers().length; i++) {
            each.accept(now.numbers()[i], now.entries()[i]);
        }
    }

    /// The channels through which frames flow.
    public Stream<Channel> joined() {
        return Arrays.stream(snapshot.entries())
                .filter(Joined.class::isInstance)
                .map(entry -> ((Joined) entry).channel());
    }

    /// Sets what a number stands for that stands for something already.
    ///
    /// @return false if it doesn't any more: nothing was set
    public synchronized boolean replace(int number, Entry entry) {
        return find(number) != null && put(number, entry);
    }

    /// Forgets a number. Once counts.
    public synchronized void remove(int number) {
        Snapshot old = snapshot;
        int index = Arrays.binarySearch(old.numbers(), number);
        if (index >= 0) {
            snapshot = without(old, index);
        }
    }

    /// Forgets all and takes nothing more.
    ///
    /// @return what there was
    public synchronized List<Entry> close() {
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
