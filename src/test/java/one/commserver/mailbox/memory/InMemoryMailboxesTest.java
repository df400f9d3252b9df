package one.commserver.mailbox.memory;

import static one.commserver.mailbox.MailboxScene.AGE;
import static one.commserver.mailbox.MailboxScene.ID_MEMORY;
import static one.commserver.mailbox.MailboxScene.PART_LIFE;
import static one.commserver.mailbox.MailboxScene.anybody;
import static one.commserver.mailbox.MailboxScene.cursor;
import static one.commserver.mailbox.MailboxScene.get;
import static one.commserver.mailbox.MailboxScene.names;
import static one.commserver.mailbox.MailboxScene.object;
import static one.commserver.mailbox.MailboxScene.objects;
import static one.commserver.mailbox.MailboxScene.part;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.mailbox.MailboxContract;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.MailboxScene;
import one.commserver.mailbox.Mailboxes;
import one.commserver.mailbox.Mailboxes.Event;
import one.commserver.mailbox.Mailboxes.Put;
import one.commserver.mailbox.Mailboxes.Reading;
import one.commserver.mailbox.Mailboxes.Reason;
import one.commserver.registry.TestTime;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class InMemoryMailboxesTest implements MailboxContract {

    private static final MailboxProperties LITTLE_MEMORY =
            MailboxScene.properties(DataSize.ofMegabytes(64), 10_000, 100_000, DataSize.ofMegabytes(1));

    @Override
    public Mailboxes mailboxes(MailboxProperties properties, TestTime time) {
        return new InMemoryMailboxes(properties, time);
    }

    @Test
    void memoryIsBoundedOverAllMailboxes() {
        var scene = new MailboxScene(this, LITTLE_MEMORY);
        long bound = DataSize.ofMegabytes(1).toBytes();
        int stored = 0;
        while (get(scene.mailboxes.put(scene.sender, anybody(), List.of(object("a", 10_000)))) instanceof Put.Stored) {
            stored++;
        }

        assertThat(stored).isBetween(80, 100);
        assertThat(taken(scene)).isBetween(bound - 13_000, bound);
        scene.isRefused(Reason.FULL, "b", object("a", 1), object("b", 10_000));
        scene.pass(AGE);
        store(scene).sweep();
        assertThat(taken(scene)).isLessThan(bound / 4);
        scene.pass(ID_MEMORY);
        store(scene).sweep();
        assertThat(taken(scene)).isZero();
        assertThat(store(scene).count()).isZero();
        scene.stored(object("b", 10_000));
    }

    @Test
    void instancesTakeHalfOfTheMemoryAtMost() {
        var scene = new MailboxScene(this, LITTLE_MEMORY);
        scene.read("phone");
        long one = taken(scene);
        Reading last = new Reading.Nothing(false);
        while (last instanceof Reading.Nothing) {
            last = get(scene.mailboxes.read(anybody(), "phone", null, MailboxScene.ALL));
        }

        assertThat(last).isEqualTo(new Reading.TooManyInstances());
        assertThat(taken(scene))
                .isBetween(DataSize.ofMegabytes(1).toBytes() / 2 - one, LITTLE_MEMORY.memory().toBytes() / 2);
        scene.stored(object("a", 100_000));
        assertThat(scene.names("phone")).containsExactly("a");
        scene.pass(AGE);
        store(scene).sweep();
        assertThat(scene.names("tablet")).isEmpty();
    }

    @Test
    void whatFillsAllMemoryCanStillBeFetched() {
        var scene = new MailboxScene(this, LITTLE_MEMORY);
        int stored = 0;
        while (scene.put(object("a" + stored, 10_000)) instanceof Put.Stored) {
            stored++;
        }

        assertThat(scene.names("phone")).hasSize(stored);
        scene.fetch("phone");
        scene.pass(AGE);
        scene.pass(ID_MEMORY);
        store(scene).sweep();
        assertThat(taken(scene)).isZero();
    }

    @Test
    void allMemoryIsGivenBackWhicheverWayItGoes() {
        var scene = new MailboxScene(this);
        scene.stored(part("parts", 1, 2), part("dropped", 1, 3), part("dropped", 2, 3), object("a"));
        scene.stored(part("parts", 2, 2));
        scene.storedBy(scene.owner, object("a"), object("b"));
        scene.read("tablet");
        scene.acknowledge("phone", scene.cursorBehind("phone", 3));
        scene.pass(PART_LIFE.plus(ID_MEMORY));
        scene.fetch("tablet");
        scene.stored(object("late"));
        scene.pass(AGE);
        scene.isRefused(Reason.CONFLICT, "late", object("x"), object("late", 11));
        scene.pass(ID_MEMORY);

        assertThat(scene.content()).isNull();
        assertThat(taken(scene)).isZero();
        assertThat(store(scene).count()).isZero();
    }

    @Test
    void whatIsRefusedOrAskedForTakesNothing() {
        var scene = new MailboxScene(this);
        scene.isRefused(Reason.PART, "x", object("a"), part("x", 2, 2));
        scene.waiting("phone");
        scene.states("a");
        scene.acknowledge("phone", "x");

        assertThat(taken(scene)).isZero();
        assertThat(store(scene).count()).isZero();
    }

    @Test
    void aSweepTellsWhatHasExpired() {
        var scene = new MailboxScene(this);
        var events = new ArrayList<Event>();
        scene.stored(object("a"));
        scene.mailboxes.onEvent(events::add);
        scene.pass(AGE);
        store(scene).sweep();

        assertThat(events).containsExactly(scene.expired("a"));
    }

    @Test
    void sweepsComeToAllMailboxesInTurn() {
        var scene = new MailboxScene(this, MailboxScene.properties(DataSize.ofMegabytes(1), 4, 4));
        for (int i = 0; i < 25_000; i++) {
            get(scene.mailboxes.read(identity(i), "phone", null, MailboxScene.ALL));
        }
        scene.pass(AGE);

        store(scene).sweep();
        assertThat(store(scene).count()).isEqualTo(15_000);
        store(scene).sweep();
        store(scene).sweep();
        assertThat(store(scene).count()).isZero();
    }

    private static Identity identity(int number) {
        byte[] hash = ByteBuffer.allocate(SignatureAlgorithm.ML_DSA_65.identityLength()).putInt(number).array();
        return new Identity(SignatureAlgorithm.ML_DSA_65, Bytes.of(hash));
    }

    @Test
    void aListenerThatFailsHarmsNobody() {
        var scene = new MailboxScene(this);
        var events = new ArrayList<Event>();
        scene.mailboxes.onEvent(event -> {
            throw new IllegalStateException("deliberate");
        });
        scene.mailboxes.onEvent(events::add);

        scene.stored(object("a"));

        assertThat(events).hasSize(1);
        assertThat(scene.names("phone")).containsExactly("a");
    }

    @Test
    void aListenerMayAskTheStore() {
        var scene = new MailboxScene(this);
        var seen = new ArrayList<Object>();
        scene.mailboxes.onEvent(event -> seen.add(scene.waiting("phone")));

        scene.stored(object("a"));

        assertThat(seen).containsExactly(new Mailboxes.Content(1, 10));
    }

    @Test
    void aCursorOutlivesItsMailboxAndNotTheProcess() {
        var scene = new MailboxScene(this);
        scene.stored(object("a"));
        scene.fetch("phone");
        String cursor;
        scene.stored(object("b"));
        cursor = scene.cursor("phone");
        scene.acknowledge("phone", cursor);
        scene.pass(AGE.plus(ID_MEMORY));
        scene.waiting("phone");
        assertThat(store(scene).count()).isZero();

        assertThat(scene.read("phone", cursor)).isEqualTo(new Reading.Nothing(false));
        scene.stored(object("c"));
        assertThat(names(scene.read("phone", cursor))).containsExactly("c");
        var restarted = new MailboxScene(this);
        assertThat(restarted.read("phone", cursor)).isEqualTo(new Reading.Nothing(true));
    }

    @Test
    void placesRiseAlsoAcrossProcesses() {
        var before = new MailboxScene(this);
        before.stored(objects("x", 100, 1));
        var after = new MailboxScene(this);
        after.pass(Duration.ofMillis(1));
        after.stored(object("a"));

        assertThat(place(after.cursor("phone"))).isGreaterThan(place(before.cursor("phone")));
    }

    private static long place(String cursor) {
        return Long.parseLong(cursor.substring(cursor.indexOf('.') + 1));
    }

    /// What is done for each of sixteen instances is done for each element once, or this takes minutes.
    @Test
    void aFullMailboxIsFetchedBySixteenInstances() {
        var scene = new MailboxScene(this, MailboxScene.properties(DataSize.ofMegabytes(64), 10_000, 100_000));
        for (int from = 0; from < 4; from++) {
            Identity sender = anybody();
            for (int i = 0; i < 2500; i += 250) {
                scene.storedBy(sender, objects("x" + i + '.', 250, 10));
            }
        }
        String cursor = cursor(scene.read("device0"));
        for (int i = 1; i < 16; i++) {
            scene.read("device" + i, null, new Mailboxes.Portion(1, 1));
        }

        for (int i = 0; i < 16; i++) {
            scene.acknowledge("device" + i, cursor);
        }

        assertThat(scene.content()).isNull();
    }

    @Test
    void nothingShowsIdsOrData() {
        var object = new ObjectMemory(new Sender(anybody()), "secret", 0);
        object.add(object("secret"), 0);

        assertThat(object.takeAside().toString()).contains("Element").doesNotContain("secret");
    }

    private static InMemoryMailboxes store(MailboxScene scene) {
        return (InMemoryMailboxes) scene.mailboxes;
    }

    private static long taken(MailboxScene scene) {
        return store(scene).taken();
    }
}
