package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.SyncData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;

/// Chapter 9: what batches under way take of the node, and from whom.
class SyncBatchMemoryIT {
    @RegisterExtension static final Server SERVER = Servers.MAIL;

    @RegisterExtension static final Server TINY = Servers.TINY;

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
        await().atMost(RawClient.DEADLINE).until(() -> batches.value() == 0);
        RawClient alice = Mail.filled(TINY, 3);
        RawClient bob = Mail.filled(TINY, 3);
        RawClient carol = Mail.filled(TINY, 3);
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

        // one is counted a moment before the other
        await().atMost(RawClient.DEADLINE).until(() -> batches.value() == 0 && bytes.value() == 0);
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
}
