package one.commserver.mailbox;

import static one.commserver.mailbox.MailboxScene.AGE;
import static one.commserver.mailbox.MailboxScene.ID_MEMORY;
import static one.commserver.mailbox.MailboxScene.MILLISECOND;
import static one.commserver.mailbox.MailboxScene.PART_LIFE;
import static one.commserver.mailbox.MailboxScene.anybody;
import static one.commserver.mailbox.MailboxScene.object;
import static one.commserver.mailbox.MailboxScene.objects;
import static one.commserver.mailbox.MailboxScene.part;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.mailbox.Mailboxes.Content;
import one.commserver.mailbox.Mailboxes.Put;
import one.commserver.mailbox.Mailboxes.Reason;
import one.commserver.protocol.SyncMessage.NewObject;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/// Of a store of mailboxes: how much it takes, to the byte.
interface QuotaContract extends MailboxScene.Factory {

    /// 4096 bytes: 1024 for each sender.
    private MailboxScene smallInBytes() {
        return new MailboxScene(this, MailboxScene.properties(DataSize.ofKilobytes(4), 400, 400));
    }

    /// 13 elements and 27 ids: 3 and 6 for each sender.
    private MailboxScene smallInNumber() {
        return new MailboxScene(this, MailboxScene.properties(DataSize.ofMegabytes(1), 13, 27));
    }

    @Test
    default void aSenderHasAQuarterOfTheBytes() {
        var scene = smallInBytes();
        scene.stored(object("a", 1000));

        scene.isRefused(Reason.FULL, "b", object("b", 25));
        scene.stored(object("b", 24));
        scene.isRefused(Reason.FULL, "c", object("c", 1));
        scene.stored(object("c", 0));
        scene.storedBy(scene.owner, object("c", 1024));
        assertThat(scene.putBy(scene.owner, object("d", 1))).isEqualTo(new Put.Refused(Reason.FULL, "d"));
        assertThat(scene.content()).isEqualTo(new Content(4, 2048));
    }

    @Test
    default void aMailboxHasItsBytesForAllSenders() {
        var scene = smallInBytes();
        scene.storedBy(anybody(), object("a", 1024));
        scene.storedBy(anybody(), object("a", 1024));
        scene.storedBy(anybody(), object("a", 1024));
        scene.storedBy(anybody(), object("a", 1000));

        assertThat(scene.putBy(anybody(), object("a", 25))).isEqualTo(new Put.Refused(Reason.FULL, "a"));
        scene.storedBy(anybody(), object("a", 24));
        assertThat(scene.putBy(anybody(), object("a", 1))).isEqualTo(new Put.Refused(Reason.FULL, "a"));
        scene.storedBy(anybody(), object("a", 0));
        scene.fetch("phone");
        scene.storedBy(anybody(), object("a", 1024));
    }

    @Test
    default void aSenderHasAQuarterOfTheElements() {
        var scene = smallInNumber();
        scene.stored(object("a"), part("b", 1, 5));

        scene.isRefused(Reason.FULL, "b", part("b", 2, 5), part("b", 3, 5));
        scene.stored(part("b", 2, 5));
        scene.isRefused(Reason.FULL, "c", object("c"));
        scene.fetch("phone");
        scene.stored(object("c"));
        scene.isRefused(Reason.FULL, "d", object("d"));
    }

    @Test
    default void aMailboxHasItsElementsForAllSenders() {
        var scene = smallInNumber();
        for (int i = 0; i < 4; i++) {
            scene.storedBy(anybody(), objects("x", 3, 10));
        }

        assertThat(scene.putBy(anybody(), objects("x", 2, 10))).isEqualTo(new Put.Refused(Reason.FULL, "x1"));
        scene.storedBy(anybody(), object("x0"));
        assertThat(scene.putBy(anybody(), object("x0", 0))).isEqualTo(new Put.Refused(Reason.FULL, "x0"));
        assertThat(scene.content()).isEqualTo(new Content(13, 130));
    }

    @Test
    default void aSenderHasAQuarterOfTheRememberedIds() {
        var scene = smallInNumber();
        scene.stored(object("a"), part("b", 1, 2), part("b", 2, 2));
        scene.fetch("phone");
        scene.pass(MILLISECOND);
        scene.stored(objects("x", 3, 10));
        scene.fetch("phone");

        // all is delivered and six are remembered: each part is one
        assertThat(scene.content()).isNull();
        scene.isRefused(Reason.FULL, "y", object("y"));
        scene.pass(ID_MEMORY.minus(MILLISECOND).minus(MILLISECOND));
        scene.isRefused(Reason.FULL, "y", object("y"));
        scene.pass(MILLISECOND);
        scene.isRefused(Reason.FULL, "y3", objects("y", 4, 10));
        scene.stored(objects("y", 3, 10));
        scene.isRefused(Reason.FULL, "z", object("z"));
    }

    @Test
    default void aMailboxHasItsRememberedIdsForAllSenders() {
        var scene = smallInNumber();
        for (int i = 0; i < 9; i++) {
            scene.storedBy(anybody(), objects("x", 3, 10));
            scene.fetch("phone");
        }

        scene.isRefused(Reason.FULL, "a", object("a"));
        scene.pass(ID_MEMORY);
        scene.stored(object("a"));
    }

    @Test
    default void whatIsTooOldMakesRoom() {
        var scene = smallInNumber();
        scene.stored(objects("x", 3, 10));
        scene.pass(AGE.minus(MILLISECOND));
        scene.isRefused(Reason.FULL, "a", object("a"));
        scene.pass(MILLISECOND);

        scene.stored(objects("a", 3, 10));
        scene.fetch("phone");
        // the ids of the others are remembered from then on
        scene.isRefused(Reason.FULL, "b", object("b"));
        scene.pass(ID_MEMORY);
        scene.stored(object("b"));
    }

    @Test
    default void whatWasDroppedMakesRoom() {
        var scene = smallInNumber();
        scene.stored(part("x", 1, 9), part("x", 2, 9), part("y", 1, 9));
        scene.isRefused(Reason.FULL, "a", object("a"));
        scene.pass(PART_LIFE);

        scene.stored(objects("a", 3, 10));
        scene.fetch("phone");
        // of what was dropped no id is remembered
        scene.stored(objects("b", 3, 10));
    }

    @Test
    default void whatIsKnownIsAnsweredWhenItIsFull() {
        var scene = smallInNumber();
        NewObject[] three = objects("x", 3, 10);
        scene.stored(three);

        assertThat(scene.stored(three)).hasSize(3);
        scene.isRefused(Reason.FULL, "y", three[0], object("y"));
        scene.isRefused(Reason.CONFLICT, "x0", object("x0", 11));
    }

    @Test
    default void whatIsFullKeepsWhatItHas() {
        var scene = smallInBytes();
        scene.stored(object("a", 1000), part("b", 1, 2, 4));

        scene.isRefused(Reason.FULL, "c", object("d", 10), part("b", 2, 2, 2), object("c", 9));

        assertThat(scene.content()).isEqualTo(new Content(2, 1004));
        assertThat(scene.states("a", "b", "c", "d")).containsExactly("stored", "partial 1", "unknown", "unknown");
        assertThat(scene.names("phone")).containsExactly("a");
        scene.stored(object("d", 10), part("b", 2, 2, 2), object("c", 8));
    }

    @Test
    default void anIdIsForgottenWhileItsObjectWaitsForAnotherInstance() {
        var scene = smallInNumber();
        scene.read("tablet");
        scene.stored(objects("x", 3, 10));
        scene.fetch("phone");
        scene.pass(ID_MEMORY);
        assertThat(scene.state("x0")).isEqualTo("unknown");

        // it still takes room
        scene.isRefused(Reason.FULL, "x0", object("x0", 11));
        scene.acknowledge("tablet", scene.cursorBehind("tablet", 1));
        scene.stored(object("x0", 11));
        assertThat(scene.names("tablet")).containsExactly("x1", "x2", "x0");
        assertThat(scene.state("x0")).isEqualTo("stored");
    }
}
