package one.commserver.mailbox;

import static one.commserver.mailbox.MailboxScene.get;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.mailbox.Mailboxes.Event;
import one.commserver.mailbox.Mailboxes.Portion;
import one.commserver.mailbox.Mailboxes.Put;
import one.commserver.mailbox.Mailboxes.Reading;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.protocol.WireTime;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A store and its model side by side, with three senders, one of them the owner, and four instances, one too many.
final class MailboxWalk {

    /// 16 elements, 4 KiB and 20 ids; a quarter for each sender.
    private static final MailboxProperties PROPERTIES =
            new MailboxProperties(
                    DataSize.ofKilobytes(4),
                    16,
                    Duration.ofHours(10),
                    20,
                    Duration.ofHours(5),
                    Duration.ofHours(3),
                    3,
                    DataSize.ofMegabytes(16));

    private static final List<Identity> PEOPLE = Stream.generate(MailboxScene::anybody).limit(3).toList();
    private static final List<String> INSTANCES = List.of("phone", "tablet", "watch", "car");
    private static final List<String> IDS = IntStream.range(0, 16).mapToObj(i -> "id" + i).toList();
    private static final int FIRST_WITH_PARTS = 9;

    enum What {
        PUT,
        PUT_AGAIN,
        READ,
        ACKNOWLEDGE,
        LOOK,
        DISCONNECT,
        PASS
    }

    /// @param part 0 for the one that is expected
    /// @param isOther whether it isn't what it was before
    record Piece(int id, int part, boolean isOther) {}

    /// @param who puts or reads
    /// @param which of several ways to do it
    /// @param minutes that pass
    record Step(What what, int who, int which, int minutes, List<Piece> pieces) {}

    /// What a client remembers.
    private static final class Client {
        @Nullable String safe;
        @Nullable String batch;
        final Set<Object> acknowledged = new HashSet<>();
        final List<Object> unacknowledged = new ArrayList<>();
    }

    private record Sent(Identity from, List<NewObject> elements) {}

    private final Set<String> seen = new HashSet<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> cursors = new ArrayList<>();
    private final Map<String, Client> clients = new HashMap<>();
    private MailboxScene scene;
    private MailboxModel model;

    MailboxWalk(MailboxScene.Factory factory) {
        scene = new MailboxScene(factory, PROPERTIES);
        model = new MailboxModel(scene.owner, PROPERTIES, scene.time.instant());
        INSTANCES.forEach(instance -> clients.put(instance, new Client()));
    }

    /// The store is another one, which knows nothing; the clients are the same.
    void restart(MailboxScene.Factory factory) {
        scene = new MailboxScene(factory, PROPERTIES);
        model = new MailboxModel(scene.owner, PROPERTIES, scene.time.instant());
        clients.values().forEach(client -> client.acknowledged.clear());
    }

    Set<String> seen() {
        return seen;
    }

    void take(Step step) {
        switch (step.what()) {
            case PUT -> put(new Sent(sender(step), elements(step)));
            case PUT_AGAIN -> {
                if (!sent.isEmpty()) {
                    put(sent.get(Math.max(0, sent.size() - 1 - step.which())));
                }
            }
            case READ -> read(step);
            case ACKNOWLEDGE -> acknowledge(step);
            case LOOK -> assertThat(scene.waiting(instance(step))).isEqualTo(model.waiting(instance(step)));
            case DISCONNECT -> {
                client(step).batch = null;
                client(step).unacknowledged.clear();
            }
            case PASS -> pass(Duration.ofMinutes(step.minutes()));
        }
        if (step.what() != What.PASS) {
            compare();
        }
    }

    private void pass(Duration duration) {
        scene.time.advance(duration);
        model.advance(duration);
        clients.forEach((instance, client) -> {
            if (!model.knows(instance)) {
                client.acknowledged.clear();
            }
        });
    }

    private Identity sender(Step step) {
        return step.who() == 0 ? scene.owner : PEOPLE.get(step.who() - 1);
    }

    private List<NewObject> elements(Step step) {
        var next = new HashMap<String, Integer>();
        return step.pieces().stream().map(piece -> element(step, piece, next)).toList();
    }

    /// The size is that of the id and part, so that the same is the same.
    private NewObject element(Step step, Piece piece, Map<String, Integer> next) {
        String id = IDS.get(piece.id());
        int other = piece.isOther() ? 1 : 0;
        if (piece.id() < FIRST_WITH_PARTS) {
            return MailboxScene.object(id, new int[] {0, 124, 150, 250, 500}[piece.id() % 5] + other);
        }
        int parts = 1 + piece.id() % 3;
        int expected = next.merge(id, model.nextPart(sender(step), id), (before, same) -> before + 1);
        int part = Math.min(piece.part() == 0 ? expected : piece.part(), parts);
        return MailboxScene.part(id, part, parts, 20 * part + other);
    }

    private void put(Sent put) {
        sent.add(put);

        Put outcome = get(scene.mailboxes.put(put.from(), scene.owner, put.elements()));

        assertThat(outcome).isEqualTo(model.put(put.from(), put.elements()));
        seen.add(outcome instanceof Put.Refused refused ? refused.reason().name() : "Stored");
    }

    private Client client(Step step) {
        return clients.get(instance(step));
    }

    private static String instance(Step step) {
        return INSTANCES.get(step.who());
    }

    private @Nullable String cursor(Step step) {
        Client client = client(step);
        return switch (step.which()) {
            case 0 -> null;
            case 1 -> "foreign.1";
            case 2 -> cursors.isEmpty() ? "x" : cursors.get(step.minutes() % cursors.size());
            case 3, 4, 5 -> client.safe;
            default -> client.batch;
        };
    }

    private void read(Step step) {
        String instance = instance(step);
        String cursor = cursor(step);
        var portion = new Portion(1 + step.minutes() % 4, new int[] {0, 274, 10_000}[step.minutes() % 3]);

        Reading reading = get(scene.mailboxes.read(scene.owner, instance, cursor, portion));

        boolean wasKnown = model.knows(instance);
        List<MailboxModel.Piece> expected = model.read(instance, cursor, portion);
        boolean restarted = cursor != null && !model.means(cursor);
        seen.add(reading.getClass().getSimpleName());
        if (expected == null) {
            assertThat(reading).isEqualTo(new Reading.TooManyInstances());
            return;
        }
        model.isHere(instance);
        isAcknowledged(step, cursor, wasKnown);
        if (restarted) {
            seen.add("restarted");
        }
        if (expected.isEmpty()) {
            assertThat(reading).isEqualTo(new Reading.Nothing(restarted));
            return;
        }
        assertThat(reading).isInstanceOf(Reading.Batch.class);
        var batch = (Reading.Batch) reading;
        assertThat(batch.elements()).isEqualTo(expected.stream().map(MailboxWalk::mail).toList());
        assertThat(batch.restarted()).isEqualTo(restarted);
        model.given(batch.cursor(), expected);
        cursors.add(batch.cursor());
        Client client = client(step);
        assertThat(client.acknowledged).doesNotContainAnyElementsOf(batch.elements());
        client.batch = batch.cursor();
        client.unacknowledged.clear();
        client.unacknowledged.addAll(batch.elements());
    }

    private void acknowledge(Step step) {
        String cursor = cursor(step);
        if (cursor != null) {
            String instance = instance(step);
            boolean wasKnown = model.knows(instance);

            scene.acknowledge(instance, cursor);

            model.acknowledge(instance, cursor);
            isAcknowledged(step, cursor, wasKnown);
        }
    }

    private void isAcknowledged(Step step, @Nullable String cursor, boolean wasKnown) {
        Client client = client(step);
        if (wasKnown && cursor != null && cursor.equals(client.batch) && model.means(cursor)) {
            client.safe = cursor;
            client.acknowledged.addAll(client.unacknowledged);
        }
    }

    private static MailObject mail(MailboxModel.Piece piece) {
        NewObject element = piece.element;
        return new MailObject(
                element.id(),
                piece.from(),
                WireTime.format(piece.stored),
                element.data(),
                element.checksum(),
                element.part(),
                element.parts());
    }

    private void compare() {
        assertThat(scene.content()).isEqualTo(model.waiting("nobody"));
        for (Identity from : Stream.concat(Stream.of(scene.owner), PEOPLE.stream()).toList()) {
            List<ObjectState> states = get(scene.mailboxes.states(from, scene.owner, IDS));
            assertThat(states).isEqualTo(IDS.stream().map(id -> model.state(from, id)).toList());
            states.forEach(state -> seen.add(state.status().name()));
        }
    }

    /// All that has happened was told, in its order and once.
    void finish() {
        compare();
        List<Event> events = scene.events();
        assertThat(events).isEqualTo(model.events);
        events.forEach(event -> seen.add(event.getClass().getSimpleName()));
    }
}
