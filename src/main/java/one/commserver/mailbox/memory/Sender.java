package one.commserver.mailbox.memory;

import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// What one identity has in a mailbox. Guarded by the mailbox's lock.
final class Sender {

    private final Identity identity;
    private final Usage usage = new Usage();
    private final Map<String, ObjectMemory> objects = new HashMap<>();

    Sender(Identity identity) {
        this.identity = identity;
    }

    Identity identity() {
        return identity;
    }

    Usage usage() {
        return usage;
    }

    @Nullable ObjectMemory object(String id) {
        return objects.get(id);
    }

    void remember(ObjectMemory object) {
        objects.put(object.id(), object);
    }

    void forget(ObjectMemory object) {
        objects.remove(object.id(), object);
    }

    boolean isForgettable() {
        return usage.isNothing();
    }
}
