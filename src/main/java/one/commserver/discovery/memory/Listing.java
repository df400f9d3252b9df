package one.commserver.discovery.memory;

import one.commserver.crypto.Identity;
import one.commserver.registry.Slot;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What one identity has in the directory. Guarded by the directory's lock.
final class Listing {

    final Identity identity;
    private final Map<Slot, Entry.Announced> announced = new HashMap<>();
    private Entry.@Nullable Published key;
    private boolean online;
    private long version;

    /// @param version not less than any that was told of this identity before
    Listing(Identity identity, long version) {
        this.identity = identity;
        this.version = version;
    }

    Entry.@Nullable Announced at(Slot slot) {
        return announced.get(slot);
    }

    Entry.@Nullable Published key() {
        return key;
    }

    boolean online() {
        return online;
    }

    long version() {
        return version;
    }

    /// Those whose links are there.
    Stream<Entry.Announced> connected() {
        return announced.values().stream().filter(entry -> entry.lost() == null);
    }

    /// Those whose links are lost, the one that was lost first at the front.
    List<Entry.Announced> lostFirst() {
        return announced.values().stream()
                .filter(entry -> entry.lost() != null)
                .sorted(Comparator.comparingLong(Entry.Announced::place))
                .toList();
    }

    /// All that can end.
    Stream<Entry> entries() {
        return Stream.concat(announced.values().stream(), Stream.ofNullable(key));
    }

    void put(Entry entry) {
        switch (entry) {
            case Entry.Announced announcement -> announced.put(announcement.slot(), announcement);
            case Entry.Published published -> key = published;
        }
    }

    void remove(Entry entry) {
        switch (entry) {
            case Entry.Announced announcement -> announced.remove(announcement.slot(), announcement);
            case Entry.Published published -> {
                if (published.equals(key)) {
                    key = null;
                }
            }
        }
    }

    boolean isEmpty() {
        return announced.isEmpty() && key == null;
    }

    /// Whether the presence isn't any more what it was when [#turn] was called last.
    boolean hasTurned() {
        return online == announced.isEmpty();
    }

    void turn(long newVersion) {
        online = !announced.isEmpty();
        version = newVersion;
    }
}
