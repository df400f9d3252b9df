package one.commserver.mailbox.memory;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// The known instances of a mailbox's owner and how far each has come. Guarded by the mailbox's lock.
final class Readers {

    /// One instance.
    static final class Reader {
        private long position = Places.START;
        private long seen;

        /// All up to this place it has acknowledged.
        long position() {
            return position;
        }

        void advanceTo(long place) {
            position = Math.max(position, place);
        }
    }

    private final Map<String, Reader> readers = new HashMap<>();
    private final Rules rules;

    Readers(Rules rules) {
        this.rules = rules;
    }

    /// The instance, if it is known, and it has been here now.
    @Nullable Reader seen(String instance, long now) {
        Reader reader = readers.get(instance);
        if (reader != null) {
            reader.seen = now;
        }
        return reader;
    }

    /// The same; makes it known if there is room for one more.
    @Nullable Reader welcome(String instance, long now) {
        Reader known = seen(instance, now);
        if (known != null) {
            return known;
        }
        if (readers.size() >= rules.instances() || !rules.budget().takeForInstance()) {
            return null;
        }
        var reader = new Reader();
        reader.seen = now;
        readers.put(instance, reader);
        return reader;
    }

    /// How far an instance has come, known or not.
    long position(String instance) {
        Reader reader = readers.get(instance);
        return reader == null ? Places.START : reader.position;
    }

    /// Up to which place all of them have acknowledged; empty if there is none.
    OptionalLong acknowledgedByAll() {
        return readers.values().stream().mapToLong(Reader::position).min();
    }

    /// Forgets who was away for too long.
    void forgetAway(long now) {
        int before = readers.size();
        readers.values().removeIf(reader -> now - reader.seen >= rules.age());
        rules.budget().giveBackInstances(before - readers.size());
    }

    boolean isEmpty() {
        return readers.isEmpty();
    }
}
