package one.commserver.mailbox;

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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The rules of one mailbox as simply as they can be said, without any care for work, memory or threads: nothing is ever
/// removed from its lists, all is counted anew each time, and time passes from one moment at which something is due to
/// the next.
final class MailboxModel {

    final List<Event> events = new ArrayList<>();

    record Key(Identity sender, String id) {}

    static final class Thing {
        final Key key;
        final int parts;
        final List<Piece> pieces = new ArrayList<>();
        @Nullable Instant complete;
        @Nullable Instant delivered;
        @Nullable Instant expired;

        Thing(Key key, int parts) {
            this.key = key;
            this.parts = parts;
        }

        boolean isAll() {
            return pieces.size() == Math.max(1, parts);
        }

        @Nullable Instant past() {
            return delivered == null ? expired : delivered;
        }
    }

    static final class Piece {
        final Thing thing;
        final NewObject element;
        final Instant stored;
        boolean isGone;

        Piece(Thing thing, NewObject element, Instant stored) {
            this.thing = thing;
            this.element = element;
            this.stored = stored;
        }

        Identity from() {
            return thing.key.sender();
        }
    }

    private static final class Device {
        int position;
        Instant seen;

        Device(Instant seen) {
            this.seen = seen;
        }
    }

    private final Identity owner;
    private final MailboxProperties properties;
    private final Map<Key, Thing> known = new HashMap<>();
    private final List<Thing> things = new ArrayList<>();
    private final List<Piece> log = new ArrayList<>();
    private final Map<String, Device> devices = new HashMap<>();
    private final Map<String, Integer> cursors = new HashMap<>();
    private Instant now;

    MailboxModel(Identity owner, MailboxProperties properties, Instant now) {
        this.owner = owner;
        this.properties = properties;
        this.now = now;
    }

    void advance(Duration duration) {
        Instant until = now.plus(duration);
        Optional<Instant> due = due().filter(at -> at.isAfter(now) && !at.isAfter(until)).min(Instant::compareTo);
        while (due.isPresent()) {
            now = due.get();
            settle();
            due = due().filter(at -> at.isAfter(now) && !at.isAfter(until)).min(Instant::compareTo);
        }
        now = until;
    }

    private Stream<Instant> due() {
        Stream<Instant> away = devices.values().stream().map(device -> device.seen.plus(properties.age()));
        Stream<Instant> old =
                things.stream()
                        .flatMap(thing -> Stream.ofNullable(thing.complete))
                        .map(at -> at.plus(properties.age()));
        Stream<Instant> dropped =
                known.values().stream()
                        .filter(thing -> thing.complete == null)
                        .map(thing -> thing.pieces.getLast().stored.plus(properties.partLife()));
        Stream<Instant> past =
                things.stream()
                        .flatMap(thing -> Stream.ofNullable(thing.past()))
                        .map(at -> at.plus(properties.idMemory()));
        return Stream.of(away, old, dropped, past).flatMap(all -> all);
    }

    private boolean isOver(@Nullable Instant since, Duration duration) {
        return since != null && !now.isBefore(since.plus(duration));
    }

    private void settle() {
        devices.values().removeIf(device -> isOver(device.seen, properties.age()));
        removeAcknowledged();
        for (Thing thing : things) {
            if (isOver(thing.complete, properties.age())) {
                thing.pieces.forEach(piece -> piece.isGone = true);
                if (thing.past() == null) {
                    thing.expired = now;
                    events.add(new Event.Expired(thing.key.sender(), owner, thing.key.id(), now));
                }
            }
        }
        for (Thing thing : List.copyOf(known.values())) {
            if (thing.complete == null && isOver(thing.pieces.getLast().stored, properties.partLife())) {
                thing.pieces.forEach(piece -> piece.isGone = true);
                known.remove(thing.key);
            } else if (isOver(thing.past(), properties.idMemory())) {
                known.remove(thing.key);
            }
        }
    }

    private void removeAcknowledged() {
        for (int i = 0; i < log.size(); i++) {
            int index = i;
            if (!devices.isEmpty() && devices.values().stream().allMatch(device -> device.position > index)) {
                log.get(i).isGone = true;
            }
        }
    }

    Put put(Identity from, List<NewObject> elements) {
        var stored = new ArrayList<Instant>();
        var added = new ArrayList<Piece>();
        for (NewObject element : elements) {
            Reason reason = tryToAdd(from, element, stored, added);
            if (reason != null) {
                added.reversed().forEach(this::takeBack);
                return new Put.Refused(reason, element.id());
            }
        }
        boolean isReadable = false;
        for (Piece piece : added) {
            Thing thing = piece.thing;
            things.remove(thing);
            things.add(thing);
            if (thing.isAll() && piece == thing.pieces.getLast()) {
                thing.complete = now;
                log.addAll(thing.pieces);
                isReadable = true;
            }
        }
        if (isReadable) {
            events.add(new Event.Arrived(owner, content()));
        }
        return new Put.Stored(stored);
    }

    private @Nullable Reason tryToAdd(Identity from, NewObject element, List<Instant> stored, List<Piece> added) {
        var key = new Key(from, element.id());
        Thing thing = known.get(key);
        int parts = element.parts() == null ? 0 : element.parts();
        int part = element.part() == null ? 1 : element.part();
        if (thing != null && thing.parts != parts) {
            return Reason.CONFLICT;
        }
        int have = thing == null ? 0 : thing.pieces.size();
        if (thing != null && part <= have) {
            Piece same = thing.pieces.get(part - 1);
            stored.add(same.stored);
            return same.element.checksum().equals(element.checksum()) ? null : Reason.CONFLICT;
        } else if (part != have + 1) {
            return Reason.PART;
        } else if (isFull(from, element)) {
            return Reason.FULL;
        }
        if (thing == null) {
            thing = new Thing(key, parts);
            known.put(key, thing);
            things.add(thing);
        }
        var piece = new Piece(thing, element, now);
        thing.pieces.add(piece);
        added.add(piece);
        stored.add(now);
        return null;
    }

    private void takeBack(Piece piece) {
        piece.thing.pieces.remove(piece);
        if (piece.thing.pieces.isEmpty()) {
            known.remove(piece.thing.key);
            things.remove(piece.thing);
        }
    }

    private boolean isFull(Identity from, NewObject element) {
        List<Piece> all = things.stream().flatMap(thing -> thing.pieces.stream()).toList();
        return isBeyond(all.stream(), known.values().stream(), element, 1)
                || isBeyond(
                        all.stream().filter(piece -> piece.from().equals(from)),
                        known.values().stream().filter(thing -> thing.key.sender().equals(from)),
                        element,
                        4);
    }

    private boolean isBeyond(Stream<Piece> pieces, Stream<Thing> remembered, NewObject element, int share) {
        List<Piece> there = pieces.filter(piece -> !piece.isGone).toList();
        return there.size() + 1 > properties.objects() / share
                || bytesOf(there) + element.data().length() > properties.bytes().toBytes() / share
                || remembered.mapToInt(thing -> thing.pieces.size()).sum() + 1 > properties.rememberedIds() / share;
    }

    private static long bytesOf(List<Piece> pieces) {
        return pieces.stream().mapToLong(piece -> piece.element.data().length()).sum();
    }

    /// Null: one instance too many.
    @Nullable List<Piece> read(String instance, @Nullable String cursor, Portion portion) {
        Device device = devices.get(instance);
        if (device == null) {
            if (devices.size() >= properties.instances()) {
                return null;
            }
            device = new Device(now);
            devices.put(instance, device);
        }
        acknowledge(instance, cursor);
        var read = new ArrayList<Piece>();
        for (Piece piece : behind(device.position)) {
            boolean isTooMuch = bytesOf(read) + piece.element.data().length() > portion.bytes();
            if (read.size() == portion.elements() || (isTooMuch && !read.isEmpty())) {
                break;
            }
            read.add(piece);
        }
        return read;
    }

    private List<Piece> behind(int position) {
        return log.subList(position, log.size()).stream().filter(piece -> !piece.isGone).toList();
    }

    boolean means(@Nullable String cursor) {
        return cursor != null && cursors.containsKey(cursor);
    }

    /// The store has given that cursor with those elements.
    void given(String cursor, List<Piece> read) {
        cursors.put(cursor, log.indexOf(read.getLast()) + 1);
    }

    void acknowledge(String instance, @Nullable String cursor) {
        Device device = devices.get(instance);
        if (device == null) {
            return;
        }
        if (means(cursor)) {
            device.seen = now;
            device.position = Math.max(device.position, cursors.get(cursor));
            for (Piece piece : log.subList(0, device.position)) {
                Thing thing = piece.thing;
                if (piece == thing.pieces.getLast() && thing.past() == null) {
                    thing.delivered = now;
                    events.add(new Event.Delivered(thing.key.sender(), owner, thing.key.id(), now));
                }
            }
            removeAcknowledged();
        }
    }

    void isHere(String instance) {
        Device device = devices.get(instance);
        if (device != null) {
            device.seen = now;
        }
    }

    boolean knows(String instance) {
        return devices.containsKey(instance);
    }

    Content content() {
        List<Piece> there =
                things.stream().flatMap(thing -> thing.pieces.stream()).filter(piece -> !piece.isGone).toList();
        return new Content(there.size(), bytesOf(there));
    }

    @Nullable Content waiting(String instance) {
        isHere(instance);
        Device device = devices.get(instance);
        return behind(device == null ? 0 : device.position).isEmpty() ? null : content();
    }

    ObjectState state(Identity from, String id) {
        Thing thing = known.get(new Key(from, id));
        if (thing == null) {
            return new ObjectState(id, ObjectStatus.UNKNOWN, null);
        } else if (thing.complete == null) {
            return new ObjectState(id, ObjectStatus.PARTIAL, thing.pieces.size());
        } else if (thing.delivered != null) {
            return new ObjectState(id, ObjectStatus.DELIVERED, null);
        }
        return new ObjectState(id, thing.expired == null ? ObjectStatus.STORED : ObjectStatus.EXPIRED, null);
    }

    /// The number of the next part of an object.
    int nextPart(Identity from, String id) {
        Thing thing = known.get(new Key(from, id));
        return thing == null ? 1 : thing.pieces.size() + 1;
    }
}
