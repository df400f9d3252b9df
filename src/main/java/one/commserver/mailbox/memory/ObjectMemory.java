package one.commserver.mailbox.memory;

import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.protocol.SyncMessage.ObjectStatus;

import java.util.ArrayList;
import java.util.List;

/// What is remembered of an object from its first element on. Guarded by its mailbox's lock.
final class ObjectMemory {

    /// The number of parts of an object that has none.
    static final int WHOLE = 0;

    private final Sender sender;
    private final String id;
    private final int parts;
    private final List<Stamp> stamps = new ArrayList<>(1);
    private List<Element> aside = List.of();
    private ObjectStatus status = ObjectStatus.PARTIAL;
    private long changed;

    /// @param parts or [#WHOLE]
    ObjectMemory(Sender sender, String id, int parts) {
        this.sender = sender;
        this.id = id;
        this.parts = parts;
    }

    static int partsOf(NewObject element) {
        Integer parts = element.parts();
        return parts == null ? WHOLE : parts;
    }

    static int partOf(NewObject element) {
        Integer part = element.part();
        return part == null ? 1 : part;
    }

    Sender sender() {
        return sender;
    }

    String id() {
        return id;
    }

    int parts() {
        return parts;
    }

    /// How many elements it has when it is complete.
    int elements() {
        return Math.max(1, parts);
    }

    List<Stamp> stamps() {
        return stamps;
    }

    ObjectStatus status() {
        return status;
    }

    /// Since when it has its status; while parts are missing, since when it has the last one. In milliseconds of the
    /// epoch.
    long changed() {
        return changed;
    }

    /// The next element has come.
    void add(NewObject element, long now) {
        Stamp stamp = new Stamp(element.checksum(), now);
        stamps.add(stamp);
        if (aside.isEmpty()) {
            aside = new ArrayList<>(1);
        }
        aside.add(new Element(this, stamps.size(), element.data(), stamp));
        changed = now;
    }

    boolean isComplete() {
        return stamps.size() == elements();
    }

    /// When it was complete, from where its age counts; good when it is.
    long completed() {
        return stamps.getLast().stored();
    }

    /// Takes what was kept aside.
    List<Element> takeAside() {
        List<Element> taken = aside;
        aside = List.of();
        return taken;
    }

    void become(ObjectStatus next, long at) {
        status = next;
        changed = at;
    }

    ObjectState state() {
        return new ObjectState(id, status, status == ObjectStatus.PARTIAL ? stamps.size() : null);
    }

    /// What the memory of it costs without its data.
    static long cost(int stamps) {
        return Budget.OBJECT + (long) stamps * Budget.STAMP;
    }
}
