package one.commserver.registry.memory;

import one.commserver.registry.Slot;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The slots that nobody is connected to, in the order in which their connections went. Any thread, without waiting.
///
/// It only names them; an entry comes and goes together with its [SlotState], under that identity's lock.
final class Remembered {

    private final ConcurrentNavigableMap<Long, Entry> entries = new ConcurrentSkipListMap<>();
    private final AtomicLong places = new AtomicLong();

    /// Beside the map because counting its entries means walking them.
    private final AtomicInteger count = new AtomicInteger();

    /// A slot that nobody is connected to.
    ///
    /// @param place in the order
    /// @param since when its connection went, in the registry's nanoseconds
    record Entry(long place, Slot slot, long since) {}

    /// Puts a slot at the end of the order and returns its place.
    long add(Slot slot, long now) {
        Entry entry = new Entry(places.getAndIncrement(), slot, now);
        entries.put(entry.place(), entry);
        count.incrementAndGet();
        return entry.place();
    }

    void remove(long place) {
        if (entries.remove(place) != null) {
            count.decrementAndGet();
        }
    }

    /// The one whose connection went first.
    @Nullable Entry oldest() {
        Map.Entry<Long, Entry> first = entries.firstEntry();
        return first == null ? null : first.getValue();
    }

    int count() {
        return count.get();
    }
}
