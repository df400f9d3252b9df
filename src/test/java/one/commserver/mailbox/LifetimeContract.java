package one.commserver.mailbox;

import static one.commserver.mailbox.MailboxScene.AGE;
import static one.commserver.mailbox.MailboxScene.ID_MEMORY;
import static one.commserver.mailbox.MailboxScene.MILLISECOND;
import static one.commserver.mailbox.MailboxScene.object;
import static one.commserver.mailbox.MailboxScene.objects;
import static one.commserver.mailbox.MailboxScene.part;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.mailbox.Mailboxes.Content;
import one.commserver.mailbox.Mailboxes.Event;
import one.commserver.mailbox.Mailboxes.Reason;

import org.junit.jupiter.api.Test;

/// Of a store of mailboxes: what becomes of an object, and who is told.
interface LifetimeContract extends MailboxScene.Factory {

    @Test
    default void anArrivalIsToldWhenThereIsSomethingNewToRead() {
        var scene = new MailboxScene(this);
        scene.stored(part("x", 1, 2));
        scene.stored(object("a"), object("b"));
        scene.stored(object("a"));
        scene.isRefused(Reason.CONFLICT, "a", object("c"), object("a", 11));
        scene.stored(part("x", 2, 2), part("y", 1, 2));

        assertThat(scene.events())
                .containsExactly(
                        new Event.Arrived(scene.owner, new Content(3, 30)),
                        new Event.Arrived(scene.owner, new Content(5, 50)));
    }

    @Test
    default void theFirstAcknowledgementDelivers() {
        var scene = new MailboxScene(this);
        scene.stored(objects("x", 2, 10));
        scene.read("tablet");
        scene.pass(MILLISECOND);
        scene.acknowledge("phone", scene.cursorBehind("phone", 1));
        Event first = scene.delivered("x0");
        scene.pass(MILLISECOND);
        scene.fetch("tablet");
        Event second = scene.delivered("x1");
        scene.pass(MILLISECOND);
        scene.fetch("phone");

        assertThat(scene.receipts()).containsExactly(first, second);
        assertThat(scene.states("x0", "x1")).containsExactly("delivered", "delivered");
    }

    @Test
    default void anObjectIsDeliveredWithItsLastPart() {
        var scene = new MailboxScene(this);
        scene.stored(part("x", 1, 3), part("x", 2, 3), part("x", 3, 3));
        scene.acknowledge("phone", scene.cursorBehind("phone", 2));
        assertThat(scene.state("x")).isEqualTo("stored");
        assertThat(scene.receipts()).isEmpty();

        scene.read("tablet");
        scene.fetch("phone");

        assertThat(scene.state("x")).isEqualTo("delivered");
        assertThat(scene.receipts()).containsExactly(scene.delivered("x"));
    }

    @Test
    default void anIdIsKnownForADayBehindDelivery() {
        var scene = new MailboxScene(this);
        scene.stored(object("a"));
        scene.pass(AGE.minus(MILLISECOND));
        scene.fetch("phone");
        scene.pass(ID_MEMORY.minus(MILLISECOND));
        assertThat(scene.state("a")).isEqualTo("delivered");

        scene.pass(MILLISECOND);

        assertThat(scene.state("a")).isEqualTo("unknown");
        scene.stored(object("a"));
        assertThat(scene.names("phone")).containsExactly("a");
    }

    @Test
    default void whatNobodyAcknowledgesExpiresAtItsMoment() {
        var scene = new MailboxScene(this);
        scene.stored(object("a"));
        scene.pass(MILLISECOND);
        scene.stored(object("b"));
        scene.pass(AGE.minus(MILLISECOND).minus(MILLISECOND));
        assertThat(scene.names("phone")).containsExactly("a", "b");
        assertThat(scene.receipts()).isEmpty();

        scene.pass(MILLISECOND);

        assertThat(scene.names("phone")).containsExactly("b");
        assertThat(scene.states("a", "b")).containsExactly("expired", "stored");
        assertThat(scene.receipts()).containsExactly(scene.expired("a"));
        assertThat(scene.stored(object("a"))).hasSize(1);
        assertThat(scene.names("phone")).containsExactly("b");
    }

    @Test
    default void anExpiryThatNobodySawHasItsOwnTime() {
        var scene = new MailboxScene(this);
        scene.stored(object("a"));
        scene.pass(AGE);
        Event expired = scene.expired("a");
        scene.pass(ID_MEMORY.minus(MILLISECOND));
        assertThat(scene.state("a")).isEqualTo("expired");

        scene.pass(MILLISECOND);

        assertThat(scene.state("a")).isEqualTo("unknown");
        assertThat(scene.receipts()).containsExactly(expired);
    }

    @Test
    default void theAgeCountsFromTheLastPart() {
        var scene = new MailboxScene(this);
        scene.stored(part("x", 1, 2));
        scene.pass(MILLISECOND);
        scene.stored(part("x", 2, 2));
        scene.pass(AGE.minus(MILLISECOND));
        assertThat(scene.names("phone")).containsExactly("x/1", "x/2");

        scene.pass(MILLISECOND);

        assertThat(scene.names("phone")).isEmpty();
        assertThat(scene.content()).isNull();
        assertThat(scene.receipts()).containsExactly(scene.expired("x"));
    }

    @Test
    default void whatWasAcknowledgedInPartExpires() {
        var scene = new MailboxScene(this);
        scene.stored(part("x", 1, 2), part("x", 2, 2));
        scene.acknowledge("phone", scene.cursorBehind("phone", 1));
        scene.pass(AGE);

        assertThat(scene.names("phone")).isEmpty();
        assertThat(scene.state("x")).isEqualTo("expired");
        assertThat(scene.receipts()).containsExactly(scene.expired("x"));
    }

    @Test
    default void whatOneInstanceHasSimplyGoesWhenItIsTooOld() {
        var scene = new MailboxScene(this);
        scene.stored(object("a"));
        scene.pass(AGE.dividedBy(2));
        scene.read("tablet");
        scene.fetch("phone");
        Event delivered = scene.delivered("a");
        assertThat(scene.content()).isEqualTo(new Content(1, 10));
        scene.pass(AGE.dividedBy(2));

        assertThat(scene.names("tablet")).isEmpty();
        assertThat(scene.receipts()).containsExactly(delivered);
    }

    @Test
    default void anAcknowledgementOfWhatIsTooOldComesTooLate() {
        var scene = new MailboxScene(this);
        scene.stored(object("a"));
        scene.pass(MILLISECOND);
        String cursor = scene.cursor("phone");
        scene.pass(AGE.minus(MILLISECOND));
        Event expired = scene.expired("a");

        scene.acknowledge("phone", cursor);

        assertThat(scene.state("a")).isEqualTo("expired");
        assertThat(scene.receipts()).containsExactly(expired);
    }

    @Test
    default void theClockMayBeSetBack() {
        var scene = new MailboxScene(this);
        scene.stored(object("a"));
        scene.time.setBack(AGE);
        scene.stored(object("b"));
        scene.fetch("phone");

        assertThat(scene.states("a", "b")).containsExactly("delivered", "delivered");
        scene.stored(object("c"));
        assertThat(scene.names("phone")).containsExactly("c");
    }
}
