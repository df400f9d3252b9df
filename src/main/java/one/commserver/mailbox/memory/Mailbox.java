package one.commserver.mailbox.memory;

import one.commserver.crypto.Identity;
import one.commserver.mailbox.Mailboxes.Content;
import one.commserver.mailbox.Mailboxes.Event;
import one.commserver.mailbox.Mailboxes.Portion;
import one.commserver.mailbox.Mailboxes.Put;
import one.commserver.mailbox.Mailboxes.Reason;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.protocol.SyncMessage.ObjectStatus;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.TreeMap;

/// One identity's log, its instances, and what is remembered of its objects. Guarded by the lock of the store's entry.
///
/// Whoever calls anything else calls [#begin] before, in the same step: what is past its time is gone then. Everything
/// leaves at the head of the order it is kept in, so a call's work is what it adds, reads or removes.
final class Mailbox {

    private final Identity owner;
    private final Rules rules;
    private final NavigableMap<Long, Element> log = new TreeMap<>();
    private final Readers readers;
    private final Map<Identity, Sender> senders = new HashMap<>();
    private final Usage usage = new Usage();

    /// Objects that aren't complete, the one that waits for its next part longest first.
    private final SequencedSet<ObjectMemory> partial = new LinkedHashSet<>();

    /// Objects that were delivered or have expired, in that order.
    private final Queue<ObjectMemory> past = new ArrayDeque<>();

    /// What has happened in this step.
    private List<Event> events = new ArrayList<>();

    /// Up to this place an instance has acknowledged.
    private long delivered = Places.START;

    private long now = Long.MIN_VALUE;

    Mailbox(Identity owner, Rules rules) {
        this.owner = owner;
        this.rules = rules;
        this.readers = new Readers(rules);
    }

    /// Begins a step at that moment, in milliseconds of the epoch. In a mailbox the time never goes back: its orders
    /// rest on that.
    ///
    /// @param happened gets what happens in the step
    void begin(long millis, List<Event> happened) {
        now = Math.max(now, millis);
        events = happened;
        readers.forgetAway(now);
        removeAcknowledged();
        expire();
        dropPartial();
        forgetPast();
    }

    boolean isEmpty() {
        return senders.isEmpty() && readers.isEmpty();
    }

    Content content() {
        return new Content(usage.elements(), usage.bytes());
    }

    /// Stores all of it or nothing.
    Put put(Identity from, List<NewObject> elements) {
        Sender known = senders.get(from);
        Sender sender = known == null ? new Sender(from) : known;
        var deposit = new Deposit(sender, usage, rules, now);
        for (NewObject element : elements) {
            Reason refusal = deposit.check(element);
            if (refusal != null) {
                return new Put.Refused(refusal, element.id());
            }
        }
        List<NewObject> fresh = deposit.fresh();
        if (fresh.isEmpty()) {
            return deposit.outcome();
        }
        if (!rules.budget().take(deposit.cost())) {
            return new Put.Refused(Reason.FULL, fresh.getLast().id());
        }
        senders.put(from, sender);
        boolean isReadable = false;
        for (NewObject element : fresh) {
            isReadable |= add(sender, element);
        }
        if (isReadable) {
            events.add(new Event.Arrived(owner, content()));
        }
        return deposit.outcome();
    }

    /// Whether its object is complete now.
    private boolean add(Sender sender, NewObject element) {
        ObjectMemory known = sender.object(element.id());
        ObjectMemory object =
                known == null ? new ObjectMemory(sender, element.id(), ObjectMemory.partsOf(element)) : known;
        sender.remember(object);
        object.add(element, now);
        usage.add(element.data().length());
        sender.usage().add(element.data().length());
        partial.remove(object);
        if (!object.isComplete()) {
            partial.addLast(object);
            return false;
        }
        object.become(ObjectStatus.STORED, now);
        List<Element> elements = object.takeAside();
        long place = rules.places().next(elements.size(), now);
        for (Element each : elements) {
            log.put(place++, each);
        }
        return true;
    }

    /// What an instance is to read.
    ///
    /// @param elements none if there is nothing
    /// @param last the place of the last one
    record Excerpt(List<Element> elements, long last) {}

    /// Reads behind what the instance has acknowledged.
    ///
    /// @param acknowledged up to where it has, if it says so
    /// @return null if the instance is one too many
    @Nullable Excerpt read(String instance, OptionalLong acknowledged, Portion portion) {
        Readers.Reader reader = readers.welcome(instance, now);
        if (reader == null) {
            return null;
        }
        acknowledged.ifPresent(place -> advance(reader, place));
        var elements = new ArrayList<Element>();
        long bytes = 0;
        long last = reader.position();
        for (Map.Entry<Long, Element> entry : log.tailMap(last, false).entrySet()) {
            Element element = entry.getValue();
            bytes += element.data().length();
            if (elements.size() >= portion.elements() || (!elements.isEmpty() && bytes > portion.bytes())) {
                break;
            }
            elements.add(element);
            last = entry.getKey();
        }
        return new Excerpt(elements, last);
    }

    void acknowledge(String instance, long place) {
        Readers.Reader reader = readers.seen(instance, now);
        if (reader != null) {
            advance(reader, place);
        }
    }

    private void advance(Readers.Reader reader, long place) {
        reader.advanceTo(place);
        if (place > delivered) {
            log.subMap(delivered, false, place, true).values().forEach(this::deliver);
            delivered = place;
        }
        removeAcknowledged();
    }

    private void deliver(Element element) {
        ObjectMemory object = element.object();
        if (element.isLast()) {
            object.become(ObjectStatus.DELIVERED, now);
            past.add(object);
            events.add(new Event.Delivered(object.sender().identity(), owner, object.id(), Instant.ofEpochMilli(now)));
        }
    }

    /// Whether there is something behind what the instance has acknowledged.
    /// The instance is here, so it isn't away.
    boolean hasForVisitor(String instance) {
        readers.seen(instance, now);
        return !log.isEmpty() && log.lastKey() > readers.position(instance);
    }

    ObjectState state(Identity from, String id) {
        Sender sender = senders.get(from);
        ObjectMemory object = sender == null ? null : sender.object(id);
        return object == null ? new ObjectState(id, ObjectStatus.UNKNOWN, null) : object.state();
    }

    private void removeAcknowledged() {
        OptionalLong place = readers.acknowledgedByAll();
        while (place.isPresent() && !log.isEmpty() && log.firstKey() <= place.getAsLong()) {
            remove(log.pollFirstEntry().getValue());
        }
    }

    private void expire() {
        while (!log.isEmpty()) {
            ObjectMemory oldest = log.firstEntry().getValue().object();
            if (now - oldest.completed() < rules.age()) {
                return;
            }
            if (oldest.status() == ObjectStatus.STORED) {
                long at = oldest.completed() + rules.age();
                oldest.become(ObjectStatus.EXPIRED, at);
                past.add(oldest);
                events.add(new Event.Expired(oldest.sender().identity(), owner, oldest.id(), Instant.ofEpochMilli(at)));
            }
            remove(log.pollFirstEntry().getValue());
        }
    }

    private void dropPartial() {
        while (!partial.isEmpty() && now - partial.getFirst().changed() >= rules.partLife()) {
            ObjectMemory object = partial.removeFirst();
            object.takeAside().forEach(this::remove);
            forget(object);
        }
    }

    private void forgetPast() {
        for (ObjectMemory oldest = past.peek();
                oldest != null && now - oldest.changed() >= rules.idMemory();
                oldest = past.peek()) {
            past.remove();
            forget(oldest);
        }
    }

    private void remove(Element element) {
        int bytes = element.data().length();
        usage.remove(bytes);
        rules.budget().giveBack(bytes + (long) Budget.ELEMENT);
        Sender sender = element.object().sender();
        sender.usage().remove(bytes);
        forgetIfNothing(sender);
    }

    private void forget(ObjectMemory object) {
        int elements = object.stamps().size();
        usage.forget(elements);
        rules.budget().giveBack(ObjectMemory.cost(elements));
        Sender sender = object.sender();
        sender.usage().forget(elements);
        sender.forget(object);
        forgetIfNothing(sender);
    }

    private void forgetIfNothing(Sender sender) {
        if (sender.isForgettable()) {
            senders.remove(sender.identity());
            rules.budget().giveBack(Budget.SENDER);
        }
    }
}
