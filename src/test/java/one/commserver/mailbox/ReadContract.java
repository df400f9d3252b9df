package one.commserver.mailbox;

import static one.commserver.mailbox.MailboxScene.AGE;
import static one.commserver.mailbox.MailboxScene.cursor;
import static one.commserver.mailbox.MailboxScene.get;
import static one.commserver.mailbox.MailboxScene.names;
import static one.commserver.mailbox.MailboxScene.object;
import static one.commserver.mailbox.MailboxScene.objects;
import static one.commserver.mailbox.MailboxScene.part;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.mailbox.Mailboxes.Content;
import one.commserver.mailbox.Mailboxes.Portion;
import one.commserver.mailbox.Mailboxes.Reading;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Of a store of mailboxes: what each instance reads, and what its acknowledgements do.
interface ReadContract extends MailboxScene.Factory {

    @Test
    default void thereIsNothingInAMailboxThatNobodyPutInto() {
        var scene = new MailboxScene(this);

        assertThat(scene.read("phone")).isEqualTo(new Reading.Nothing(false));
        assertThat(scene.waiting("phone")).isNull();
    }

    @Test
    default void aPortionHasAtLeastOneElementAndNeverTooMuch() {
        var scene = new MailboxScene(this);
        scene.stored(objects("x", 5, 100));

        assertThat(names(scene.read("phone", null, new Portion(2, 1000)))).containsExactly("x0", "x1");
        assertThat(names(scene.read("phone", null, new Portion(9, 300)))).containsExactly("x0", "x1", "x2");
        assertThat(names(scene.read("phone", null, new Portion(9, 299)))).containsExactly("x0", "x1");
        assertThat(names(scene.read("phone", null, new Portion(9, 0)))).containsExactly("x0");
        assertThat(names(scene.read("phone", null, new Portion(1, 1)))).containsExactly("x0");
    }

    @Test
    default void whatWasNotAcknowledgedComesAgain() {
        var scene = new MailboxScene(this);
        scene.stored(objects("x", 3, 10));
        String cursor = scene.cursorBehind("phone", 2);

        assertThat(scene.names("phone")).containsExactly("x0", "x1", "x2");
        scene.acknowledge("phone", cursor);
        assertThat(scene.names("phone")).containsExactly("x2");
    }

    @Test
    default void aCursorAcknowledgesAllBeforeIt() {
        var scene = new MailboxScene(this);
        scene.stored(objects("x", 3, 10));
        String cursor = scene.cursorBehind("phone", 1);

        assertThat(names(scene.read("phone", cursor))).containsExactly("x1", "x2");

        assertThat(scene.content()).isEqualTo(new Content(2, 20));
        assertThat(scene.states("x0", "x1")).containsExactly("delivered", "stored");
        assertThat(names(scene.read("phone", cursor(scene.read("phone"))))).isEmpty();
        assertThat(scene.content()).isNull();
    }

    @Test
    default void aPositionNeverGoesBack() {
        var scene = new MailboxScene(this);
        scene.read("tablet");
        scene.stored(objects("x", 3, 10));
        String one = scene.cursorBehind("phone", 1);
        String two = scene.cursorBehind("phone", 2);
        scene.acknowledge("phone", two);

        scene.acknowledge("phone", one);
        assertThat(scene.names("phone")).containsExactly("x2");
        assertThat(names(scene.read("phone", one))).containsExactly("x2");
        assertThat(scene.names("tablet")).containsExactly("x0", "x1", "x2");
    }

    @Test
    default void eachInstanceHasItsOwnPositionAndTheLastOneRemoves() {
        var scene = new MailboxScene(this);
        scene.stored(objects("x", 3, 10));
        scene.read("phone");
        scene.read("tablet");
        scene.acknowledge("phone", scene.cursorBehind("phone", 2));
        assertThat(scene.content()).isEqualTo(new Content(3, 30));

        scene.acknowledge("tablet", scene.cursorBehind("tablet", 1));
        assertThat(scene.content()).isEqualTo(new Content(2, 20));
        assertThat(scene.names("tablet")).containsExactly("x1", "x2");
        assertThat(scene.names("watch")).containsExactly("x1", "x2");
        scene.fetch("tablet");
        scene.fetch("phone");
        assertThat(scene.content()).isEqualTo(new Content(2, 20));
        scene.fetch("watch");
        assertThat(scene.content()).isNull();
    }

    @Test
    default void anInstanceMayUseAnotherOnesCursor() {
        var scene = new MailboxScene(this);
        scene.stored(objects("x", 3, 10));
        String cursor = scene.cursorBehind("phone", 2);

        assertThat(names(scene.read("tablet", cursor))).containsExactly("x2");
        assertThat(scene.names("phone")).containsExactly("x0", "x1", "x2");
    }

    @Test
    default void aCursorThatMeansNothingCountsAsNone() {
        var scene = new MailboxScene(this);
        var other = new MailboxScene(this);
        other.stored(object("a"));
        String foreign = other.cursor("phone");
        scene.stored(objects("x", 2, 10));
        scene.acknowledge("phone", scene.cursorBehind("phone", 1));
        String good = scene.cursor("phone");
        String beyond = good.substring(0, good.length() - 1) + "9".repeat(64 - good.length() + 1);

        for (String cursor : List.of(foreign, beyond, "x", ".", "0", "-1", good + "x", "x" + good, good + "0")) {
            var batch = (Reading.Batch) scene.read("phone", cursor);
            assertThat(batch.restarted()).isTrue();
            assertThat(names(batch)).containsExactly("x1");
            scene.acknowledge("phone", cursor);
            assertThat(names(scene.read("tablet", cursor))).containsExactly("x1");
        }
        assertThat(names(scene.read("phone", good))).isEmpty();
        scene.acknowledge("tablet", good);
        assertThat(scene.read("phone", foreign)).isEqualTo(new Reading.Nothing(true));
        assertThat(scene.read("phone", good)).isEqualTo(new Reading.Nothing(false));
    }

    @Test
    default void whatComesLaterIsBehindEachCursor() {
        var scene = new MailboxScene(this);
        String cursor = null;
        for (int i = 0; i < 50; i++) {
            scene.stored(object("x" + i));
            Reading reading = scene.read("phone", cursor);
            assertThat(names(reading)).containsExactly("x" + i);
            cursor = cursor(reading);
            if (i % 20 == 0) {
                scene.time.setBack(AGE);
            }
        }
    }

    @Test
    default void aMailboxKnowsSixteenInstances() {
        var scene = new MailboxScene(this);
        scene.stored(object("a"));
        String cursor = scene.cursor("device0");
        for (int i = 1; i < 16; i++) {
            assertThat(scene.names("device" + i)).containsExactly("a");
        }

        assertThat(scene.read("device16")).isEqualTo(new Reading.TooManyInstances());
        assertThat(scene.read("device16", cursor)).isEqualTo(new Reading.TooManyInstances());
        assertThat(scene.state("a")).isEqualTo("stored");
        assertThat(scene.names("device15")).containsExactly("a");
        assertThat(scene.waiting("device16")).isEqualTo(new Content(1, 10));
    }

    @Test
    default void anInstanceThatIsAwayForTooLongIsForgotten() {
        var scene = new MailboxScene(this);
        scene.read("phone");
        scene.read("tablet");
        scene.pass(AGE.dividedBy(2));
        scene.stored(objects("x", 2, 10));
        scene.acknowledge("phone", scene.cursorBehind("phone", 1));
        scene.pass(AGE.dividedBy(2).minus(MailboxScene.MILLISECOND));
        assertThat(scene.content()).isEqualTo(new Content(2, 20));

        scene.pass(MailboxScene.MILLISECOND);

        // only the forgotten one hadn't acknowledged it
        assertThat(scene.content()).isEqualTo(new Content(1, 10));
        assertThat(scene.names("tablet")).containsExactly("x1");
        assertThat(scene.receipts()).hasSize(1);
    }

    @Test
    default void aForgottenInstanceMakesRoomForAnother() {
        var scene = new MailboxScene(this);
        for (int i = 0; i < 16; i++) {
            scene.read("device" + i);
        }
        scene.pass(AGE.minus(MailboxScene.MILLISECOND));
        assertThat(scene.read("device16")).isEqualTo(new Reading.TooManyInstances());
        scene.pass(MailboxScene.MILLISECOND);

        assertThat(scene.read("device16")).isEqualTo(new Reading.Nothing(false));
    }

    @Test
    default void readingAcknowledgingAndAskingWhatWaitsIsBeingHere() {
        var scene = new MailboxScene(this);
        scene.stored(objects("x", 2, 10));
        String cursor = scene.cursorBehind("phone", 1);
        scene.acknowledge("phone", cursor);
        scene.read("tablet");
        scene.pass(AGE.dividedBy(2));
        scene.stored(objects("y", 2, 10));
        scene.acknowledge("phone", cursor);
        scene.waiting("tablet");
        scene.pass(AGE.dividedBy(2));
        scene.fetch("phone");
        assertThat(scene.names("tablet")).containsExactly("y0", "y1");
        scene.fetch("tablet");

        assertThat(scene.content()).isNull();
    }

    @Test
    default void withoutAKnownInstanceAcknowledgementsRemoveNothing() {
        var scene = new MailboxScene(this);
        scene.stored(object("old"));
        String cursor = scene.cursor("phone");
        scene.pass(AGE.minus(MailboxScene.MILLISECOND));
        scene.stored(object("new"));
        scene.pass(MailboxScene.MILLISECOND);
        assertThat(scene.content()).isEqualTo(new Content(1, 10));

        scene.acknowledge("phone", cursor);
        scene.acknowledge("never.seen", cursor);

        assertThat(scene.content()).isEqualTo(new Content(1, 10));
        assertThat(scene.names("phone")).containsExactly("new");
    }

    @Test
    default void anUnknownInstanceAcknowledgesNothing() {
        var scene = new MailboxScene(this);
        scene.stored(object("a"));
        String cursor = scene.cursor("phone");

        scene.acknowledge("tablet", cursor);

        assertThat(scene.state("a")).isEqualTo("stored");
        assertThat(scene.names("tablet")).containsExactly("a");
    }

    @Test
    default void whatWaitsIsBehindThePositionAndCountsAll() {
        var scene = new MailboxScene(this);
        scene.stored(part("parts", 1, 2, 100));
        assertThat(scene.waiting("phone")).isNull();
        scene.stored(objects("x", 2, 10));

        assertThat(scene.waiting("phone")).isEqualTo(new Content(3, 120));
        scene.read("tablet");
        scene.acknowledge("phone", scene.cursorBehind("phone", 1));
        assertThat(scene.waiting("phone")).isEqualTo(new Content(3, 120));
        scene.fetch("phone");
        assertThat(scene.waiting("phone")).isNull();
        assertThat(scene.waiting("tablet")).isEqualTo(new Content(3, 120));
        assertThat(scene.waiting("unknown")).isEqualTo(new Content(3, 120));
        scene.fetch("tablet");
        assertThat(scene.waiting("tablet")).isNull();
        assertThat(get(scene.mailboxes.read(scene.sender, "phone", null, MailboxScene.ALL)))
                .isEqualTo(new Reading.Nothing(false));
    }
}
