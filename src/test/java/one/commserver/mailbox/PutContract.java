package one.commserver.mailbox;

import static one.commserver.mailbox.MailboxScene.ID_MEMORY;
import static one.commserver.mailbox.MailboxScene.MILLISECOND;
import static one.commserver.mailbox.MailboxScene.PART_LIFE;
import static one.commserver.mailbox.MailboxScene.anybody;
import static one.commserver.mailbox.MailboxScene.get;
import static one.commserver.mailbox.MailboxScene.object;
import static one.commserver.mailbox.MailboxScene.part;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.mailbox.Mailboxes.Content;
import one.commserver.mailbox.Mailboxes.Put;
import one.commserver.mailbox.Mailboxes.Reading;
import one.commserver.mailbox.Mailboxes.Reason;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.WireTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Of a store of mailboxes: what a put stores and what it doesn't.
interface PutContract extends MailboxScene.Factory {

    @Test
    default void whatIsStoredIsReadAsItCame() {
        var scene = new MailboxScene(this);
        NewObject whole = object("whole", 100);
        NewObject empty = object("empty", 0);
        NewObject onlyPart = part("parts", 1, 1);
        Instant now = scene.time.instant();

        assertThat(scene.stored(whole, empty, onlyPart)).containsExactly(now, now, now);

        var batch = (Reading.Batch) scene.read("phone");
        assertThat(batch.elements())
                .containsExactly(mail(scene, whole, now), mail(scene, empty, now), mail(scene, onlyPart, now));
        assertThat(batch.restarted()).isFalse();
        assertThat(batch.cursor()).matches("[A-Za-z0-9._-]{1,64}");
    }

    private static MailObject mail(MailboxScene scene, NewObject element, Instant stored) {
        return new MailObject(
                element.id(),
                scene.sender,
                WireTime.format(stored),
                element.data(),
                element.checksum(),
                element.part(),
                element.parts());
    }

    @Test
    default void theSameAgainIsAnsweredAsBeforeAndNotStored() {
        var scene = new MailboxScene(this);
        Instant first = scene.stored(object("a")).getFirst();
        scene.pass(Duration.ofMinutes(1));

        assertThat(scene.stored(object("a"), object("b"))).containsExactly(first, scene.time.instant());
        assertThat(scene.names("phone")).containsExactly("a", "b");
        scene.fetch("phone");
        scene.pass(Duration.ofMinutes(1));

        assertThat(scene.stored(object("a")).getFirst()).isEqualTo(first);
        assertThat(scene.names("phone")).isEmpty();
    }

    @Test
    default void theSameTwiceInOnePutIsStoredOnce() {
        var scene = new MailboxScene(this);

        assertThat(scene.stored(object("a"), object("a"))).hasSize(2);

        assertThat(scene.names("phone")).containsExactly("a");
        scene.isRefused(Reason.CONFLICT, "b", object("b"), object("b", 11));
    }

    @Test
    default void anotherChecksumIsAConflictWhateverBecameOfTheFirst() {
        var scene = new MailboxScene(this);
        scene.stored(object("a"));

        scene.isRefused(Reason.CONFLICT, "a", object("a", 11));
        scene.fetch("phone");
        scene.isRefused(Reason.CONFLICT, "a", object("a", 11));
        scene.pass(ID_MEMORY);
        scene.stored(object("a", 11));
    }

    @Test
    default void otherPartsAreAConflict() {
        var scene = new MailboxScene(this);
        scene.stored(object("whole"), part("parts", 1, 3), part("one", 1, 1));

        scene.isRefused(Reason.CONFLICT, "whole", part("whole", 1, 1));
        scene.isRefused(Reason.CONFLICT, "one", object("one"));
        scene.isRefused(Reason.CONFLICT, "parts", part("parts", 2, 4));
        scene.isRefused(Reason.CONFLICT, "parts", object("parts"));
        scene.isRefused(Reason.CONFLICT, "parts", part("parts", 1, 3, 11));
        scene.stored(part("parts", 2, 3), part("parts", 3, 3));
    }

    @Test
    default void aRefusedPutChangesNothing() {
        var scene = new MailboxScene(this);
        scene.stored(object("known"), part("parts", 1, 3));
        Content before = scene.content();

        scene.isRefused(Reason.CONFLICT, "known", object("a"), part("parts", 2, 3), object("known", 11), object("b"));
        scene.isRefused(Reason.PART, "other", object("a"), part("parts", 2, 3), part("other", 2, 3));

        assertThat(scene.content()).isEqualTo(before);
        assertThat(scene.states("a", "parts", "b", "other"))
                .containsExactly("unknown", "partial 1", "unknown", "unknown");
        assertThat(scene.names("phone")).containsExactly("known");
        scene.stored(object("a"));
    }

    @Test
    default void idsAreTheSendersOwnInEachMailbox() {
        var scene = new MailboxScene(this);
        Identity other = anybody();
        scene.stored(object("a", 10));

        scene.storedBy(other, object("a", 11));
        scene.storedBy(scene.owner, object("a", 12));
        assertThat(get(scene.mailboxes.put(scene.sender, other, List.of(object("a", 13)))))
                .isInstanceOf(Put.Stored.class);

        var batch = (Reading.Batch) scene.read("phone");
        assertThat(batch.elements().stream().map(MailObject::from)).containsExactly(scene.sender, other, scene.owner);
    }

    @Test
    default void partsAreReadTogetherWhenAllHaveCome() {
        var scene = new MailboxScene(this);
        scene.stored(object("before"), part("x", 1, 3));
        scene.stored(part("y", 1, 2), part("x", 2, 3), object("between"));
        assertThat(scene.names("phone")).containsExactly("before", "between");

        scene.stored(part("x", 3, 3), object("after"), part("y", 2, 2));

        assertThat(scene.names("phone"))
                .containsExactly("before", "between", "x/1", "x/2", "x/3", "after", "y/1", "y/2");
    }

    @Test
    default void anInstanceThatIsAheadReadsPartsThatCameBefore() {
        var scene = new MailboxScene(this);
        scene.stored(part("x", 1, 2), object("a"));
        scene.fetch("phone");

        scene.stored(part("x", 2, 2));

        assertThat(scene.names("phone")).containsExactly("x/1", "x/2");
    }

    @Test
    default void partsComeInTheirOrder() {
        var scene = new MailboxScene(this);
        scene.isRefused(Reason.PART, "x", part("x", 2, 3));
        scene.isRefused(Reason.PART, "x", part("x", 1, 3), part("x", 3, 3));
        scene.isRefused(Reason.PART, "x", part("x", 2, 3), part("x", 1, 3));
        Instant first = scene.stored(part("x", 1, 3)).getFirst();
        scene.isRefused(Reason.PART, "x", part("x", 3, 3));
        scene.pass(MILLISECOND);

        assertThat(scene.stored(part("x", 1, 3), part("x", 2, 3))).containsExactly(first, scene.time.instant());
        assertThat(scene.stored(part("x", 1, 3), part("x", 2, 3), part("x", 3, 3))).hasSize(3);
        assertThat(scene.stored(part("x", 1, 3)).getFirst()).isEqualTo(first);
        assertThat(scene.names("phone")).containsExactly("x/1", "x/2", "x/3");
    }

    @Test
    default void statesTellHowFarItIs() {
        var scene = new MailboxScene(this);
        assertThat(scene.state("x")).isEqualTo("unknown");
        scene.stored(part("x", 1, 3), part("x", 2, 3), object("a"));

        assertThat(scene.states("x", "a", "b", "x")).containsExactly("partial 2", "stored", "unknown", "partial 2");
        scene.stored(part("x", 3, 3));

        assertThat(scene.state("x")).isEqualTo("stored");
        assertThat(get(scene.mailboxes.states(anybody(), scene.owner, List.of("x"))).getFirst().status().wireName())
                .isEqualTo("unknown");
    }

    @Test
    default void partsOfAnIncompleteObjectAreDroppedSomeTimeBehindTheLast() {
        var scene = new MailboxScene(this);
        scene.stored(part("x", 1, 3), part("other", 1, 2), object("a"));
        scene.pass(PART_LIFE.minus(MILLISECOND));
        scene.stored(part("x", 2, 3));
        scene.pass(MILLISECOND);

        assertThat(scene.states("x", "other")).containsExactly("partial 2", "unknown");
        // the same once more is no news
        scene.pass(PART_LIFE.minus(MILLISECOND).minus(MILLISECOND));
        scene.stored(part("x", 2, 3));
        assertThat(scene.content()).isEqualTo(new Content(3, 30));
        scene.pass(MILLISECOND);

        scene.isRefused(Reason.PART, "x", part("x", 3, 3));
        assertThat(scene.state("x")).isEqualTo("unknown");
        assertThat(scene.content()).isEqualTo(new Content(1, 10));
        scene.stored(part("x", 1, 2, 12));
        assertThat(scene.receipts()).isEmpty();
    }
}
