package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
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
    @RegisterExtension static final Server FLEETING = Servers.FLEETING;

    @Test
    void whoHasNothingIsToldNothing() {
        RawClient alice = SERVER.join();
        Mail.nothingToTell(alice);
        assertThat(Mail.nothing(alice, null)).isEqualTo(new SyncComplete("ask", 0, Completion.COMPLETE, null));
    }

    @Test
    void objectsComeInTheirOrderAndCountDown() {
        RawClient alice = filled(SERVER, 5);
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
        RawClient alice = filled(SERVER, 256);
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
        RawClient alice = filled(SERVER, 3);
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
        RawClient alice = filled(SERVER, 3);
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
        RawClient other = filled(SERVER, 1);
        String foreign = Mail.first(other).nextBatch();

        assertThat(Mail.first(alice, "foreign").restarted()).isTrue();
        assertThat(Mail.ids(Mail.all(alice, foreign.replaceAll("\\..*", ".1")))).contains("o0", "o1");
    }

    @Test
    void anObjectIsThereUntilEachKnownInstanceHasIt() {
        RawClient phone = filled(SERVER, 2);
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
        RawClient first = filled(SERVER, 1);
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
        RawClient one = filled(SERVER, 4);
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
    void whoIsToldIsToldOnceUntilHeAsks() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        Mail.put(alice, bob.identity(), Mail.object("a", 10));
        assertThat(Mail.told(bob).bytes()).isEqualTo(10);
        Mail.put(alice, bob.identity(), Mail.object("b", 10));
        Mail.nothingToTell(bob);
        SyncData both = Mail.first(bob);
        Mail.put(alice, bob.identity(), Mail.object("c"));
        Mail.nothingToTell(bob);
        SyncData third = Mail.next(bob, both);
        assertThat(Mail.ids(third)).containsExactly("c");
        Mail.last(bob, third);

        Mail.put(alice, bob.identity(), Mail.object("d"));

        assertThat(Mail.told(bob).objects()).isEqualTo(1);
    }

    @Test
    void allConnectionsOfAllInstancesAreTold() {
        RawClient phone = SERVER.join();
        RawClient lane = SERVER.join(phone.who().lane("second"));
        RawClient tablet = SERVER.join(phone.who().instance("tablet"));

        Mail.put(lane, phone.identity(), Mail.object("a"));

        Mail.told(lane);
        Mail.told(phone);
        Mail.told(tablet);
    }

    @Test
    void whatArrivesBehindAFetchIsNewsOnAllConnectionsOfTheDevice() {
        RawClient phone = SERVER.join();
        RawClient lane = SERVER.join(phone.who().lane("second"));
        Mail.put(lane, phone.identity(), Mail.object("a"));
        Mail.told(lane);
        Mail.told(phone);
        SyncData batch = Mail.first(lane);
        Mail.last(lane, batch);

        Mail.put(lane, phone.identity(), Mail.object("b"));

        Mail.told(lane);
        Mail.told(phone);
    }

    @Test
    void aDisplacedRunGoesOnInTheNextConnection() {
        RawClient alice = filled(SERVER, 4);
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
    void receiptsGoToAllConnectionsOfTheSenderThatAreThere() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        RawClient tablet = SERVER.join(alice.who().instance("tablet"));
        Mail.put(alice, bob.identity(), Mail.object("a"));
        assertThat(Mail.words(tablet, bob.identity(), "a", "b")).containsExactly("stored", "unknown");
        Mail.told(bob);

        Mail.last(bob, Mail.first(bob));

        assertThat(Mail.receipt(alice, "delivered", "a").to()).isEqualTo(bob.identity());
        Mail.receipt(tablet, "delivered", "a");
        assertThat(Mail.words(alice, bob.identity(), "a")).containsExactly("delivered");
        RawClient second = SERVER.join(bob.who().instance("second"));
        Mail.nothingToTell(second);
    }

    @Test
    void whatIsTooOldIsGoneAndItsSenderIsTold() {
        RawClient bob = FLEETING.join();
        RawClient alice = Invitation.guest(bob, FLEETING.join());
        Mail.put(alice, bob.identity(), Mail.object("old"));
        Mail.told(bob);

        awaitExpiry(alice, bob, "old");

        Mail.nothing(bob, null);
    }

    private static void awaitExpiry(RawClient sender, RawClient receiver, String id) {
        List<String> words = List.of("stored");
        while (words.contains("stored")) {
            words = Mail.words(sender, receiver.identity(), id);
        }
        assertThat(words).containsExactly("expired");
    }

    /// For as long as an object is kept it has asked for nothing, and it was there all the time.
    @Test
    void whoIsHereAndHasNothingToAskForIsNotForgotten() {
        RawClient phone = FLEETING.join();
        RawClient sender = Invitation.guest(phone, FLEETING.join());
        RawClient tablet = FLEETING.join(phone.who().instance("tablet"));
        Mail.nothing(tablet, null);
        RawClient other = Invitation.guest(sender, FLEETING.join());
        Mail.put(sender, other.identity(), Mail.object("clock"));
        awaitExpiry(sender, other, "clock");
        Mail.put(sender, phone.identity(), Mail.object("new"));

        assertThat(Mail.all(phone, null)).hasSize(1);

        assertThat(Mail.all(tablet, null)).hasSize(1);
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

    @Test
    void whoNeverAcknowledgesIsClosedWhenOthersNeedTheRoom() {
        var hoarders = new ArrayList<RawClient>();
        ErrorMessage error = null;
        while (error == null) {
            RawClient next = TINY.join();
            NewObject[] objects = Mail.objects("o", 3, Servers.TINY_OBJECT - 200);
            Mail.put(next, next.identity(), objects[0], objects[1]);
            Mail.told(next);
            Mail.put(next, next.identity(), objects[2]);
            Mail.ask(next, null, null);
            if (RawClient.CODEC.decodeServer(next.mailNotices().answer()) instanceof ErrorMessage refusal) {
                error = refusal;
            }
            hoarders.add(next);
            assertThat(hoarders).hasSizeLessThan(100);
        }
        assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE.wireName());
        assertThat(error.ref()).isEqualTo("ask");
        assertThat(error.retryAfterMs()).isEqualTo(1000);
        assertThat(hoarders).hasSizeGreaterThan(50);

        RawClient patient = hoarders.getLast();
        Mail.ask(patient, null, null);
        while (RawClient.CODEC.decodeServer(patient.mailNotices().answer()) instanceof ErrorMessage) {
            Mail.ask(patient, null, null);
        }

        hoarders.getFirst().refused(ErrorCode.SLOW_CONSUMER, CloseReason.TRY_AGAIN_LATER);
    }

    @Test
    void whatIsHeldForABatchIsGivenBack() {
        MeterRegistry meters = TINY.context().getBean(MeterRegistry.class);
        Gauge batches = meters.get("commserver.mailbox.batches").gauge();
        Gauge bytes = meters.get("commserver.mailbox.batches.memory").gauge();
        await().until(() -> batches.value() == 0);
        RawClient alice = filled(TINY, 3);
        RawClient bob = filled(TINY, 3);
        RawClient carol = filled(TINY, 3);
        String text = first(alice);
        SyncData batch = Mail.first(bob);
        Mail.first(carol);
        Mail.first(carol);
        assertThat(batches.value()).isEqualTo(3);
        assertThat(bytes.value()).isEqualTo(3.0 * text.length());

        Mail.last(bob, batch);
        assertThat(batches.value()).isEqualTo(2);
        alice.cut();
        carol.leave();

        await().until(() -> batches.value() == 0);
        assertThat(bytes.value()).isZero();
    }

    private static String first(RawClient client) {
        Mail.ask(client, null, null);
        return client.mailNotices().answer();
    }

    @Test
    void aReceiverThatDoesNotReadHoldsUpNobody() {
        RawClient slow = SERVER.connect(SERVER.dial().receiveBuffer(4096)).login(Who.anybody());
        for (int i = 0; i < 8; i++) {
            Mail.put(slow, slow.identity(), Mail.object("o" + i, 256 * 1024));
        }
        Mail.told(slow);
        slow.stopReading();
        Mail.ask(slow, null, null);
        RawClient other = SERVER.join(slow.who().instance("other"));
        Mail.told(other);

        List<MailObject> all = Mail.all(other, null);

        assertThat(all).hasSize(8);
        slow.resumeReading();
    }

    private static RawClient filled(Server server, int objects) {
        RawClient client = server.join();
        Mail.put(client, client.identity(), Mail.objects("o", objects, 10));
        Mail.told(client);
        return client;
    }
}
