package one.commserver.mailbox.memory;

import one.commserver.mailbox.Mailboxes.Put;
import one.commserver.mailbox.Mailboxes.Reason;
import one.commserver.protocol.SyncMessage.NewObject;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds out what a put would do, and changes nothing. Guarded by the mailbox's lock.
///
/// Each element is checked against what the ones before it would make.
final class Deposit {

    /// An object as it would be.
    private static final class Draft {
        private final int parts;
        private final List<Stamp> before;
        private final List<Stamp> added = new ArrayList<>(1);

        Draft(int parts, List<Stamp> before) {
            this.parts = parts;
            this.before = before;
        }

        int elements() {
            return before.size() + added.size();
        }

        Stamp stamp(int part) {
            return part <= before.size() ? before.get(part - 1) : added.get(part - 1 - before.size());
        }
    }

    private final Sender sender;
    private final Usage all;
    private final Rules rules;
    private final long now;
    private final Map<String, Draft> drafts = new HashMap<>();
    private final List<NewObject> fresh = new ArrayList<>();
    private final List<Instant> stored = new ArrayList<>();
    private long bytes;
    private int freshObjects;

    /// @param all what the mailbox holds
    Deposit(Sender sender, Usage all, Rules rules, long now) {
        this.sender = sender;
        this.all = all;
        this.rules = rules;
        this.now = now;
    }

    /// Checks the next element.
    ///
    /// @return why nothing can be stored, or null
    @Nullable Reason check(NewObject element) {
        Draft draft = drafts.computeIfAbsent(element.id(), this::draftOfKnown);
        boolean isNew = draft == null;
        if (draft == null) {
            draft = new Draft(ObjectMemory.partsOf(element), List.of());
        }
        int part = ObjectMemory.partOf(element);
        if (draft.parts != ObjectMemory.partsOf(element)) {
            return Reason.CONFLICT;
        } else if (part <= draft.elements()) {
            Stamp known = draft.stamp(part);
            stored.add(Instant.ofEpochMilli(known.stored()));
            return known.checksum().equals(element.checksum()) ? null : Reason.CONFLICT;
        } else if (part != draft.elements() + 1) {
            return Reason.PART;
        } else if (!hasRoomFor(element)) {
            return Reason.FULL;
        }
        draft.added.add(new Stamp(element.checksum(), now));
        if (isNew) {
            drafts.put(element.id(), draft);
            freshObjects++;
        }
        bytes += element.data().length();
        fresh.add(element);
        stored.add(Instant.ofEpochMilli(now));
        return null;
    }

    private @Nullable Draft draftOfKnown(String id) {
        ObjectMemory known = sender.object(id);
        return known == null ? null : new Draft(known.parts(), known.stamps());
    }

    private boolean hasRoomFor(NewObject element) {
        long elements = fresh.size() + 1L;
        long more = bytes + element.data().length();
        return all.hasRoomFor(elements, more, rules.quota())
                && sender.usage().hasRoomFor(elements, more, rules.share());
    }

    /// What isn't known yet, in its order.
    List<NewObject> fresh() {
        return fresh;
    }

    /// What that takes of the memory.
    long cost() {
        return bytes
                + (long) fresh.size() * (Budget.ELEMENT + Budget.STAMP)
                + (long) freshObjects * Budget.OBJECT
                + (sender.isForgettable() && !fresh.isEmpty() ? Budget.SENDER : 0);
    }

    Put outcome() {
        return new Put.Stored(List.copyOf(stored));
    }
}
