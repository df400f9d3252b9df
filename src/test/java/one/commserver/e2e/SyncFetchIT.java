package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.protocol.SyncMessage.SyncStates;
import one.commserver.protocol.SyncMessage.SyncStatus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Chapter 9, fetching.
class SyncFetchIT {
    @RegisterExtension static final Server SERVER = Servers.MAIL;

    @RegisterExtension static final Server TINY = Servers.TINY;

    @Test
    void whoHasNothingIsToldNothing() {
        RawClient alice = SERVER.join();
        Mail.nothingToTell(alice);
        assertThat(Mail.nothing(alice, null)).isEqualTo(new SyncComplete("ask", 0, Completion.COMPLETE, null));
    }

    @Test
    void objectsComeInTheirOrderAndCountDown() {
        RawClient alice = Mail.filled(SERVER, 5);
        Mail.ask(alice, null, 3L);
        SyncData three = Mail.batch(alice, "ask");
        assertThat(Mail.ids(three)).containsExactly("o0", "o1", "o2");
        assertThat(three.restarted()).isNull();

        assertThat(Mail.last(alice, three)).isEqualTo(new SyncComplete("ack", 3, Completion.MORE, null));

        SyncData rest = Mail.first(alice, three.nextBatch());
        assertThat(Mail.ids(rest)).containsExactly("o3", "o4");
        assertThat(Mail.last(alice, rest)).isEqualTo(new SyncComplete("ack", 2, Completion.COMPLETE, null));
    }

    @Test
    void aBatchHasAtMost256Objects() {
        RawClient alice = Mail.filled(SERVER, 256);
        Mail.put(alice, alice.identity(), Mail.objects("p", 100, 5));
        Mail.ask(alice, null, 300L);
        SyncData first = Mail.batch(alice, "ask");
        assertThat(first.objects()).hasSize(256);
        SyncData second = Mail.next(alice, first);
        assertThat(second.objects()).hasSize(44);
        assertThat(Mail.last(alice, second).totalObjects()).isEqualTo(300);
    }

    @Test
    void aBatchIsFilledUpToTheLimitAndNotAByteMore() {
        RawClient alice = TINY.join();
        for (int i = 0; i < Servers.TINY_OBJECTS; i++) {
            Mail.put(alice, alice.identity(), Mail.object("o" + i, 900 + 37 * i));
        }
        Mail.told(alice);
        var texts = new ArrayList<String>();
        Mail.ask(alice, null, null);
        String text = alice.mailNotices().answer();
        while (RawClient.CODEC.decodeServer(text) instanceof SyncData batch) {
            Mail.holds(batch);
            texts.add(text);
            Mail.ack(alice, batch);
            text = alice.mailNotices().answer();
        }

        assertThat(texts).hasSizeGreaterThan(1);
        for (int i = 0; i < texts.size(); i++) {
            int size = texts.get(i).getBytes(StandardCharsets.UTF_8).length;
            assertThat(size).isLessThanOrEqualTo(Servers.TINY_MESSAGE);
            if (i + 1 < texts.size()) {
                assertThat(size + sizeOfFirst(texts.get(i + 1))).isGreaterThan(Servers.TINY_MESSAGE);
            }
        }
    }

    /// With its comma.
    private static int sizeOfFirst(String text) {
        int start = text.indexOf("{\"id\"");
        return text.indexOf('}', start) + 2 - start;
    }

    @Test
    void anAcknowledgementNamesTheBatchThatWasSentLast() {
        RawClient alice = Mail.filled(SERVER, 3);
        noBatch(alice, 1, "nothing");
        SyncData batch = Mail.first(alice);
        noBatch(alice, 2, batch.nextBatch());
        noBatch(alice, 3, batch.nextBatch() + "1");
        noBatch(alice, 3, "foreign");
        assertThat(Mail.last(alice, batch).totalObjects()).isEqualTo(3);
        noBatch(alice, 3, batch.nextBatch());
        Mail.put(alice, alice.identity(), Mail.object("more"));
        Mail.told(alice);
        Mail.first(alice);
        noBatch(alice, 3, batch.nextBatch());
    }

    @Test
    void whatIsntAcknowledgedComesAgainAndANewRequestEndsTheRun() {
        RawClient alice = Mail.filled(SERVER, 3);
        SyncData once = Mail.first(alice);
        Mail.ask(alice, null, 2L);
        SyncData again = Mail.batch(alice, "ask");
        assertThat(again.objects()).isEqualTo(once.objects().subList(0, 2));
        noBatch(alice, 3, once.nextBatch());
        assertThat(Mail.last(alice, again).status()).isEqualTo(Completion.MORE);
    }

    private static void noBatch(RawClient client, int received, String cursor) {
        client.send(new SyncAck("no", received, cursor));
        assertThat(client.error(ErrorCode.SYNC_NO_BATCH).ref()).isEqualTo("no");
    }

    @Test
    void lastSyncAcknowledgesWhatIsBeforeIt() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        Mail.put(alice, bob.identity(), Mail.objects("o", 3, 10));
        Mail.told(bob);
        Mail.ask(bob, null, 2L);
        SyncData two = Mail.batch(bob, "ask");
        bob.cut();
        RawClient back = SERVER.join(bob.who().session(bob.token()));
        assertThat(Mail.told(back).objects()).isEqualTo(3);

        assertThat(Mail.ids(Mail.first(back, two.nextBatch()))).containsExactly("o2");

        Mail.receipt(alice, "delivered", "o0");
        Mail.receipt(alice, "delivered", "o1");
        // an older cursor takes nothing back
        assertThat(Mail.ids(Mail.first(back))).containsExactly("o2");
    }

    @Test
    void aForeignCursorStartsAtTheOldestAndSaysSo() {
        RawClient alice = SERVER.join();
        assertThat(Mail.nothing(alice, "foreign").restarted()).isTrue();
        Mail.put(alice, alice.identity(), Mail.objects("o", 2, 10));
        Mail.told(alice);
        RawClient other = Mail.filled(SERVER, 1);
        String foreign = Mail.first(other).nextBatch();

        assertThat(Mail.first(alice, "foreign").restarted()).isTrue();
        assertThat(Mail.ids(Mail.all(alice, foreign.replaceAll("\\..*", ".1")))).contains("o0", "o1");
    }

    @Test
    void anObjectIsThereUntilEachKnownInstanceHasIt() {
        RawClient phone = Mail.filled(SERVER, 2);
        RawClient tablet = SERVER.join(phone.who().instance("tablet"));
        Mail.told(tablet);
        SyncData known = Mail.first(tablet);
        assertThat(Mail.all(phone, null)).hasSize(2);
        Mail.receipt(phone, "delivered", "o0");
        Mail.receipt(phone, "delivered", "o1");
        Mail.receipt(tablet, "delivered", "o0");
        Mail.receipt(tablet, "delivered", "o1");
        assertThat(Mail.last(tablet, known).totalObjects()).isEqualTo(2);

        RawClient late = SERVER.join(phone.who().instance("late"));

        Mail.nothingToTell(late);
        Mail.nothing(late, null);
    }

    @Test
    void sixteenInstancesAreKnownAndOneMoreIsNot() {
        RawClient first = Mail.filled(SERVER, 1);
        for (int i = 0; i < 16; i++) {
            RawClient next = SERVER.join(first.who().instance("i" + i));
            Mail.told(next);
            Mail.first(next);
            next.cut();
        }

        RawClient late = SERVER.join(first.who().instance("late"));
        Mail.told(late);
        late.send(new SyncRequest("s", null, null));
        ErrorMessage error = late.error(ErrorCode.LIMIT_INSTANCES);

        assertThat(error.ref()).isEqualTo("s");
        RawClient known = SERVER.join(first.who().instance("i3"));
        Mail.told(known);
        assertThat(Mail.first(known).objects()).hasSize(1);
    }

    @Test
    void twoConnectionsOfAnInstanceHaveTheirRunsAndOnePosition() {
        RawClient one = Mail.filled(SERVER, 4);
        RawClient two = SERVER.join(one.who().lane("second"));
        Mail.told(two);
        Mail.ask(one, null, 2L);
        SyncData half = Mail.batch(one, "ask");
        SyncData all = Mail.first(two);
        assertThat(all.objects()).hasSize(4);
        assertThat(Mail.last(two, all).totalObjects()).isEqualTo(4);
        for (int i = 0; i < 4; i++) {
            Mail.receipt(one, "delivered", "o" + i);
        }

        assertThat(Mail.last(one, half)).isEqualTo(new SyncComplete("ack", 2, Completion.MORE, null));

        Mail.nothing(one, half.nextBatch());
    }

    @Test
    void aDisplacedRunGoesOnInTheNextConnection() {
        RawClient alice = Mail.filled(SERVER, 4);
        Mail.ask(alice, null, 2L);
        SyncData half = Mail.batch(alice, "ask");

        RawClient next = SERVER.join(alice.who().session(alice.token()));

        alice.closed(CloseReason.REPLACED);
        assertThat(next.hello().resumed()).isTrue();
        Mail.told(next);
        noBatch(next, 2, half.nextBatch());
        assertThat(Mail.ids(Mail.first(next, half.nextBatch()))).containsExactly("o2", "o3");
    }

    @Test
    void answersComeInTheOrderOfTheirRequests() {
        RawClient alice = SERVER.join();
        var requests = new ByteArrayOutputStream();
        for (int i = 0; i < 20; i++) {
            requests.writeBytes(Frames.text(RawClient.CODEC.encode(new SyncAck("ack" + i, 1, "none"))));
            requests.writeBytes(
                    Frames.text(RawClient.CODEC.encode(new SyncStatus("status" + i, alice.identity(), List.of("x")))));
        }

        alice.raw(requests.toByteArray());

        for (int i = 0; i < 20; i++) {
            assertThat(alice.error(ErrorCode.SYNC_NO_BATCH).ref()).isEqualTo("ack" + i);
            assertThat(alice.message(SyncStates.class).ref()).isEqualTo("status" + i);
        }
    }
}
