package one.commserver.mailbox;

import static one.commserver.mailbox.MailboxScene.anybody;
import static one.commserver.mailbox.MailboxScene.object;
import static one.commserver.mailbox.MailboxScene.part;
import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.mailbox.Mailboxes.Content;
import one.commserver.mailbox.Mailboxes.Event;
import one.commserver.mailbox.Mailboxes.Portion;
import one.commserver.mailbox.Mailboxes.Put;
import one.commserver.mailbox.Mailboxes.Reading;
import one.commserver.mailbox.Mailboxes.Reason;
import one.commserver.protocol.SyncMessage.MailObject;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Of a store of mailboxes: what holds when several do something at once.
interface MailboxRaceContract extends MailboxScene.Factory {

    int ROUNDS = 20;

    @Test
    default void ofTwoWhoRaceForTheLastBytesOneGetsThem() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var scene = new MailboxScene(this, MailboxScene.properties(DataSize.ofKilobytes(4), 400, 400));
            for (int i = 0; i < 3; i++) {
                scene.storedBy(anybody(), object("a", 1024));
            }
            scene.storedBy(anybody(), object("a", 200));
            List<Identity> senders = List.of(anybody(), anybody());

            List<Put> puts = simultaneously(2, i -> scene.putBy(senders.get(i), object("b", 500)));

            assertThat(puts).filteredOn(Put.Stored.class::isInstance).hasSize(1);
            assertThat(puts).filteredOn(new Put.Refused(Reason.FULL, "b")::equals).hasSize(1);
            assertThat(scene.content()).isEqualTo(new Content(5, 3 * 1024 + 700));
        }
    }

    @Test
    default void ofTwoOfOneSenderForItsLastBytesOneGetsThem() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var scene = new MailboxScene(this, MailboxScene.properties(DataSize.ofKilobytes(4), 400, 400));

            List<Put> puts = simultaneously(2, i -> scene.put(object("b" + i, 600)));

            assertThat(puts).filteredOn(Put.Stored.class::isInstance).hasSize(1);
            assertThat(scene.content()).isEqualTo(new Content(1, 600));
        }
    }

    @Test
    default void theSamePutManyTimesAtOnceIsStoredOnce() throws Exception {
        var scene = new MailboxScene(this);

        List<Put> puts = simultaneously(50, i -> scene.put(object("a"), part("x", 1, 2), part("x", 2, 2)));

        assertThat(puts.stream().distinct()).hasSize(1);
        assertThat(puts.getFirst()).isInstanceOf(Put.Stored.class);
        assertThat(scene.names("phone")).containsExactly("a", "x/1", "x/2");
        assertThat(scene.events()).hasSize(1);
    }

    @Test
    default void anObjectIsDeliveredOnceWhoeverAcknowledgesAtOnce() throws Exception {
        var scene = new MailboxScene(this);
        scene.stored(object("a"));
        String cursor = scene.cursor("device0");
        for (int i = 1; i < 16; i++) {
            scene.read("device" + i);
        }

        simultaneously(
                16,
                i -> {
                    scene.acknowledge("device" + i, cursor);
                    return i;
                });

        assertThat(scene.receipts()).containsExactly(scene.delivered("a"));
        assertThat(scene.content()).isNull();
    }

    /// Four senders and two instances at once: each reads all of it, each sender's in its order, once.
    @Test
    default void nothingIsLostBetweenPutsAndAcknowledgements() throws Exception {
        var scene = new MailboxScene(this);
        List<Identity> senders = Stream.generate(MailboxScene::anybody).limit(4).toList();
        int each = 60;
        scene.read("device0");
        scene.read("device1");

        List<List<MailObject>> read =
                simultaneously(
                        6,
                        i -> {
                            if (i < 2) {
                                return readUntil(scene, "device" + i, each * senders.size());
                            }
                            IntStream.range(0, each).forEach(n -> scene.storedBy(senders.get(i - 2), object("x" + n)));
                            return List.of();
                        });

        List<String> order = IntStream.range(0, each).mapToObj(n -> "x" + n).toList();
        for (List<MailObject> all : read.subList(0, 2)) {
            Map<Identity, List<String>> bySender =
                    all.stream()
                            .collect(
                                    Collectors.groupingBy(
                                            MailObject::from, Collectors.mapping(MailObject::id, Collectors.toList())));
            assertThat(bySender).hasSize(senders.size()).allSatisfy((from, ids) -> assertThat(ids).isEqualTo(order));
        }
        assertThat(scene.content()).isNull();
        assertThat(scene.receipts()).hasSize(each * senders.size()).allMatch(Event.Delivered.class::isInstance);
    }

    private static List<MailObject> readUntil(MailboxScene scene, String instance, int count) {
        var all = new ArrayList<MailObject>();
        String cursor = null;
        long giveUp = System.nanoTime() + MailboxScene.LONG_ENOUGH.toNanos();
        while (all.size() < count && System.nanoTime() < giveUp) {
            if (scene.read(instance, cursor, new Portion(7, 65)) instanceof Reading.Batch batch) {
                all.addAll(batch.elements());
                cursor = batch.cursor();
            } else {
                Thread.onSpinWait();
            }
        }
        if (cursor != null) {
            scene.acknowledge(instance, cursor);
        }
        return all;
    }
}
