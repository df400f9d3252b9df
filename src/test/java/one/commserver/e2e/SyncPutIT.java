package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.PairingMessage.PairRevoke;
import one.commserver.protocol.PairingMessage.PairRevoked;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.StoredObject;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.protocol.SyncMessage.SyncStored;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.IntStream;

/// Chapter 9, leaving.
class SyncPutIT {

    @RegisterExtension static final Server SERVER = Servers.MAIL;
    @RegisterExtension static final Server TINY = Servers.TINY;

    @ParameterizedTest
    @EnumSource(names = {"DATA", "CONTROL"})
    void whatIsLeftForSomebodyWhoIsAwayIsThereWhenHeComes(ConnectionKind kind) {
        RawClient bob = SERVER.join(Who.anybody().kind(kind));
        RawClient alice = Invitation.guest(bob, SERVER.join(Who.anybody().kind(kind)));
        bob.leave();
        NewObject letter = Mail.object("letter", 1000);
        NewObject empty = Mail.object("empty", 0);

        SyncStored stored = Mail.put(alice, bob.identity(), letter, empty);

        RawClient back = SERVER.join(bob.who());
        assertThat(Mail.told(back).objects()).isEqualTo(2);
        List<StoredObject> kept = stored.objects();
        assertThat(Mail.first(back).objects())
                .containsExactly(as(letter, alice, kept.get(0).stored()), as(empty, alice, kept.get(1).stored()));
    }

    private static MailObject as(NewObject object, RawClient from, String stored) {
        return new MailObject(
                object.id(), from.identity(), stored, object.data(), object.checksum(), object.part(), object.parts());
    }

    @Test
    void whatIsLeftForOneselfIsForTheOtherDevices() {
        RawClient phone = SERVER.join();
        RawClient tablet = SERVER.join(phone.who().instance("tablet"));

        Mail.put(phone, phone.identity(), Mail.object("note"));

        Mail.told(phone);
        Mail.told(tablet);
        assertThat(Mail.ids(Mail.first(tablet))).containsExactly("note");
    }

    @Test
    void strangersLeaveNothing() {
        RawClient bob = SERVER.join();
        RawClient stranger = SERVER.join();

        Mail.refused(stranger, bob.identity(), ErrorCode.NOT_PAIRED, null, Mail.object("ad"));

        Mail.nothingToTell(bob);
        Mail.nothing(bob, null);
        assertThat(Mail.words(stranger, bob.identity(), "ad")).containsExactly("unknown");
    }

    @Test
    void whatWasLeftBeforeThePairingEndedStays() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        Mail.put(alice, bob.identity(), Mail.object("before"));
        Mail.told(bob);
        bob.send(new PairRevoke("r", alice.identity()));
        bob.message(PairRevoked.class);
        alice.message(PairRevoked.class);

        Mail.refused(alice, bob.identity(), ErrorCode.NOT_PAIRED, null, Mail.object("after"));

        assertThat(Mail.ids(Mail.all(bob, null))).containsExactly("before");
        Mail.receipt(alice, "delivered", "before");
    }

    @Test
    void checksComeInTheirOrder() {
        RawClient alice = SERVER.join();
        RawClient stranger = SERVER.join();
        NewObject large = Mail.object("large", 256 * 1024 + 1);
        NewObject wrong = Mail.damaged(Mail.object("wrong"));
        NewObject twice = Mail.object("twice");

        Mail.refused(alice, stranger.identity(), ErrorCode.INVALID_MESSAGE, "twice", wrong, large, twice, twice);
        Mail.refused(alice, stranger.identity(), ErrorCode.OBJECT_TOO_BIG, "large", wrong, large, twice);
        Mail.refused(alice, stranger.identity(), ErrorCode.SYNC_CHECKSUM, "wrong", twice, wrong);
        Mail.refused(alice, stranger.identity(), ErrorCode.NOT_PAIRED, null, twice);
        alice.isQuiet();
    }

    @Test
    void theLargestObjectIsTakenAndOneByteMoreIsNot() {
        RawClient alice = SERVER.join();
        int largest = alice.hello().limits().syncObject();

        Mail.refused(alice, alice.identity(), ErrorCode.OBJECT_TOO_BIG, "big", Mail.object("big", largest + 1));
        Mail.put(alice, alice.identity(), Mail.object("big", largest));

        Mail.told(alice);
        assertThat(Mail.first(alice).objects().getFirst().data().length()).isEqualTo(largest);
    }

    @Test
    void aLargeObjectWithAWrongChecksumIsRefusedAndWhatComesBehindItKeepsItsOrder() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());

        Mail.send(alice, bob.identity(), Mail.damaged(Mail.object("large", 256 * 1024)));
        Mail.send(alice, bob.identity(), Mail.object("large", 256 * 1024));
        Mail.send(alice, bob.identity(), Mail.object("small"));

        assertThat(alice.error(ErrorCode.SYNC_CHECKSUM).object()).isEqualTo("large");
        assertThat(alice.message(SyncStored.class).objects().getFirst().id()).isEqualTo("large");
        assertThat(alice.message(SyncStored.class).objects().getFirst().id()).isEqualTo("small");
        Mail.told(bob);
        assertThat(Mail.ids(Mail.first(bob))).containsExactly("large", "small");
    }

    /// More than what may wait, larger than what may wait, all at once: the client isn't read for a while.
    @Test
    void whoAsksForMuchAtOnceGetsAllOfIt() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        for (int i = 0; i < 1000; i++) {
            Mail.send(alice, bob.identity(), Mail.object("small" + i));
        }
        for (int i = 0; i < 12; i++) {
            Mail.send(alice, bob.identity(), Mail.object("large" + i, 256 * 1024));
        }

        for (int i = 0; i < 1012; i++) {
            alice.message(SyncStored.class);
        }
        Mail.told(bob);
        assertThat(Mail.all(bob, null)).hasSize(1012);
    }

    @Test
    void allOfAPutIsStoredOrNothing() {
        RawClient alice = SERVER.join();
        Mail.put(alice, alice.identity(), Mail.object("known", 10));
        Mail.told(alice);
        NewObject good = Mail.object("good");

        Mail.refused(alice, alice.identity(), ErrorCode.SYNC_CHECKSUM, "bad", good, Mail.damaged(Mail.object("bad")));
        Mail.refused(alice, alice.identity(), ErrorCode.SYNC_CONFLICT, "known", good, Mail.object("known", 11));
        Mail.refused(alice, alice.identity(), ErrorCode.SYNC_PART, "cut", good, Mail.part("cut", 2, 3));

        assertThat(Mail.words(alice, alice.identity(), "good", "bad", "cut"))
                .containsExactly("unknown", "unknown", "unknown");
        assertThat(Mail.ids(Mail.all(alice, null))).containsExactly("known");
    }

    @Test
    void theSameAgainIsAnsweredAsBeforeWhateverBecameOfIt() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        SyncStored before = Mail.put(alice, bob.identity(), Mail.object("a"), Mail.object("b"));
        Mail.told(bob);

        SyncStored again = Mail.put(alice, bob.identity(), Mail.object("b"), Mail.object("c"), Mail.object("a"));

        assertThat(again.objects().get(0)).isEqualTo(before.objects().get(1));
        assertThat(again.objects().get(2)).isEqualTo(before.objects().get(0));
        assertThat(Mail.ids(Mail.all(bob, null))).containsExactly("a", "b", "c");
        Mail.receipt(alice, "delivered", "a");
        Mail.receipt(alice, "delivered", "b");
        Mail.receipt(alice, "delivered", "c");
        assertThat(Mail.put(alice, bob.identity(), Mail.object("a"), Mail.object("b"))).isEqualTo(before);
        Mail.nothing(bob, null);
        Mail.refused(alice, bob.identity(), ErrorCode.SYNC_CONFLICT, "a", Mail.object("a", 21));
    }

    @Test
    void idsAreTheSendersOwn() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        RawClient carol = Invitation.guest(bob, SERVER.join());

        Mail.put(alice, bob.identity(), Mail.object("a", 10));
        Mail.put(carol, bob.identity(), Mail.object("a", 11));

        Mail.told(bob);
        List<MailObject> all = Mail.all(bob, null);
        assertThat(all.stream().map(MailObject::from)).containsExactly(alice.identity(), carol.identity());
        assertThat(Mail.words(alice, carol.identity(), "a")).containsExactly("unknown");
    }

    @Test
    void anIdStandsForOneThingInAPut() {
        RawClient alice = SERVER.join();
        var self = alice.identity();

        Mail.refused(alice, self, ErrorCode.INVALID_MESSAGE, "x", Mail.part("x", 1, 3), Mail.part("x", 1, 3));
        Mail.refused(alice, self, ErrorCode.INVALID_MESSAGE, "x", Mail.part("x", 1, 3), Mail.object("x"));
        Mail.refused(alice, self, ErrorCode.INVALID_MESSAGE, "x", Mail.object("x"), Mail.part("x", 1, 3));
        Mail.refused(alice, self, ErrorCode.SYNC_CONFLICT, "x", Mail.part("x", 1, 3), Mail.part("x", 2, 4));
        Mail.put(alice, self, Mail.part("x", 1, 3), Mail.part("x", 2, 3), Mail.part("x", 3, 3));
    }

    @Test
    void aPutHas256Objects() {
        RawClient alice = SERVER.join();

        Mail.put(alice, alice.identity(), Mail.objects("o", 256, 10));

        Mail.told(alice);
        assertThat(Mail.first(alice).objects()).hasSize(256);
        alice.text(json(object("x", "", Mail.object("x", 0).checksum().toBase64Url()).repeat(257)));
        assertThat(alice.error(ErrorCode.INVALID_MESSAGE).ref()).isEqualTo("raw");
        alice.text(json("{},".repeat(100_000)));
        alice.error(ErrorCode.INVALID_MESSAGE);
        alice.isQuiet();
    }

    @ParameterizedTest
    @ValueSource(strings = {"QQ==", "QR", "Q", "Q+", "Q/", " QQ", "QQ\\n", "\\u0000"})
    void dataHasOneSpelling(String data) {
        RawClient alice = SERVER.join();

        alice.text(json(object("x", data, "A".repeat(43))));

        ErrorMessage error = alice.error(ErrorCode.INVALID_MESSAGE);
        assertThat(error.ref()).isEqualTo("raw");
        Mail.put(alice, alice.identity(), Mail.object("x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"part\":3,\"parts\":2",
                "\"part\":1",
                "\"parts\":2",
                "\"part\":0,\"parts\":2",
                "\"part\":1,\"parts\":100001",
                "\"part\":-1,\"parts\":-1",
                "\"part\":1.0,\"parts\":1",
                "\"part\":\"1\",\"parts\":1"
            })
    void partsAreNumbersOfEachOther(String parts) {
        RawClient alice = SERVER.join();

        alice.text(json(object("x", "", "A".repeat(43)).replace("}", "," + parts + "}")));

        assertThat(alice.error(ErrorCode.INVALID_MESSAGE).ref()).isEqualTo("raw");
        alice.isQuiet();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ä", "../x/"})
    void idsAreNames(String id) {
        RawClient alice = SERVER.join();

        alice.text(json(object(id, "", "A".repeat(43))));

        alice.error(ErrorCode.INVALID_MESSAGE);
        alice.text(json(object("x".repeat(65), "", "A".repeat(43))));
        alice.error(ErrorCode.INVALID_MESSAGE);
    }

    private static String object(String id, String data, String checksum) {
        return "{\"id\":\"" + id + "\",\"data\":\"" + data + "\",\"checksum\":\"" + checksum + "\"},";
    }

    private static String json(String objects) {
        return "{\"type\":\"sync_put\",\"ref\":\"raw\",\"to\":\"ed25519:mj3Ve39ICAOGgdgHTxztNpmScEjuYeUbH9d310Jn02g\","
                + "\"objects\":["
                + objects.substring(0, objects.length() - 1)
                + "]}";
    }

    @Test
    void discoveryConnectionsHaveNoMailbox() {
        RawClient client = SERVER.join(Who.anybody().kind(ConnectionKind.DISCOVERY));
        client.send(new SyncRequest("s", null, null));
        client.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);

        RawClient other = SERVER.join(Who.anybody().kind(ConnectionKind.DISCOVERY));
        Mail.send(other, other.identity(), Mail.object("x"));
        other.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void nothingOfAChapterIsSaidBeforeAuthentication() {
        RawClient stranger = SERVER.connect();
        stranger.send(new SyncRequest("s", null, null));
        stranger.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void whoHasFilledHisQuarterHarmsNoOtherSender() {
        RawClient bob = TINY.join();
        RawClient alice = Invitation.guest(bob, TINY.join());
        RawClient carol = Invitation.guest(bob, TINY.join());
        int size = Servers.TINY_BYTES / 8;
        for (int i = 0; i < 4; i++) {
            Mail.put(alice, bob.identity(), Mail.objects("o" + i + '-', 2, size));
        }
        Mail.told(bob);

        ErrorMessage full =
                Mail.refused(
                        alice, bob.identity(), ErrorCode.MAILBOX_FULL, "y", Mail.object("z", 0), Mail.object("y", 1));

        assertThat(full.retry()).isEqualTo(ErrorCode.Retry.LATER);
        assertThat(Mail.words(alice, bob.identity(), "y", "z", "o0-0")).containsExactly("unknown", "unknown", "stored");
        Mail.put(carol, bob.identity(), Mail.object("y", size));
        assertThat(Mail.all(bob, null)).hasSize(9);
        IntStream.range(0, 8).forEach(i -> Mail.receipt(alice, "delivered", "o" + i / 2 + '-' + i % 2));
        Mail.put(alice, bob.identity(), Mail.object("y", 1));
    }

    @Test
    void objectsAndRememberedIdsAreCountedToo() {
        RawClient bob = TINY.join();
        RawClient alice = Invitation.guest(bob, TINY.join());
        Mail.put(alice, bob.identity(), Mail.objects("a", Servers.TINY_OBJECTS, 0));
        Mail.told(bob);
        Mail.refused(alice, bob.identity(), ErrorCode.MAILBOX_FULL, "b", Mail.object("b", 0));
        Mail.put(alice, bob.identity(), Mail.objects("a", Servers.TINY_OBJECTS, 0));
        assertThat(Mail.all(bob, null)).hasSize(Servers.TINY_OBJECTS);
        IntStream.range(0, Servers.TINY_OBJECTS).forEach(i -> Mail.receipt(alice, "delivered", "a" + i));

        Mail.put(alice, bob.identity(), Mail.objects("c", Servers.TINY_IDS - Servers.TINY_OBJECTS, 0));

        Mail.refused(alice, bob.identity(), ErrorCode.MAILBOX_FULL, "d", Mail.object("d", 0));
    }
}
