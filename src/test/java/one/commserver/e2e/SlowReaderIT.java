package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.faults.Flood;
import one.commserver.faults.HalfOpenSocket;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// Chapter 8, flow: who doesn't read harms nobody but its own senders.
class SlowReaderIT {

    @RegisterExtension static final Server ROOMY = Servers.ROOMY;
    @RegisterExtension static final Server TIGHT = Servers.IMPATIENT;
    @RegisterExtension static final Server ATTENTIVE = Servers.ATTENTIVE;

    @Test
    void aReceiverThatDoesNotReadStopsItsOwnSendersOnly() {
        RawClient slow = ROOMY.join();
        RawClient sender = ROOMY.join();
        Joined stuck = Joined.of(sender, 0, slow, Joined.WINDOW);
        Joined other = Joined.of(sender, ROOMY.join());
        slow.stopReading();
        byte[] payload = new byte[(int) Joined.WINDOW / 8 - 5];
        for (int i = 0; i < 8; i++) {
            sender.data(stuck.here(), payload);
        }

        for (int i = 0; i < 50; i++) {
            other.works();
        }

        slow.resumeReading();
        for (int i = 0; i < 8; i++) {
            assertThat(slow.data(stuck.there())).hasSize(payload.length);
        }
    }

    @Test
    void whoGrantsAndNeverReadsFillsNoMoreThanItsWindow() {
        RawClient liar = TIGHT.connect(TIGHT.dial().receiveBuffer(4096)).login(Who.anybody());
        RawClient sender = TIGHT.join();
        Joined stuck = Joined.of(sender, 0, liar, Stuffing.TIGHT_WINDOW);
        Joined other = Joined.of(sender, Stuffing.TIGHT_WINDOW, TIGHT.join(), Stuffing.TIGHT_WINDOW);
        liar.stopReading();

        long taken = Stuffing.fill(stuck, Stuffing.TIGHT_WINDOW);

        assertThat(taken).isLessThan(Stuffing.OUTSIDE);
        other.works();
        sender.isQuiet();
        liar.cut();
        assertThat(sender.message(ChannelInterrupted.class).channel()).isEqualTo(stuck.here());
        other.works();
    }

    /// Frames cost more to keep than their bytes: who grants room for very many tiny ones and doesn't read is ended.
    @Test
    void whoLetsVeryManyTinyFramesWaitIsEnded() {
        double before = limitErrors();
        RawClient hoarder = TIGHT.connect(TIGHT.dial().receiveBuffer(4096)).login(Who.anybody());
        RawClient sender = TIGHT.join();
        // in turn, as frames of one channel that come together are kept together
        Joined tiny = Joined.of(sender, 0, hoarder, Stuffing.TIGHT_WINDOW / 2);
        Joined tinyToo = Joined.of(sender, 0, hoarder, Stuffing.TIGHT_WINDOW / 2);
        Joined large = Joined.of(TIGHT.join(), 0, hoarder, Stuffing.TIGHT_WINDOW);
        hoarder.stopReading();
        // what the sockets themselves take comes first
        Stuffing.fill(large, Stuffing.TIGHT_WINDOW);

        var frames = new ByteArrayOutputStream();
        for (int i = 0; i < Stuffing.TIGHT_WINDOW / 2 / 5; i++) {
            frames.writeBytes(Frames.binary(Frames.data(tiny.here(), new byte[0])));
            frames.writeBytes(Frames.binary(Frames.data(tinyToo.here(), new byte[0])));
        }
        sender.raw(frames.toByteArray());

        assertThat(
                        List.of(
                                sender.message(ChannelInterrupted.class).channel(),
                                sender.message(ChannelInterrupted.class).channel()))
                .containsExactlyInAnyOrder(tiny.here(), tinyToo.here());
        await().atMost(RawClient.DEADLINE).until(() -> limitErrors() > before);
        sender.isQuiet();
    }

    /// `slow_consumer` among them, which who doesn't read can't be told.
    private static double limitErrors() {
        return TIGHT
                .context()
                .getBean(MeterRegistry.class)
                .get("commserver.connection.errors")
                .tag("category", "limit")
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void whoFallsSilentIsCutAndMayComeBack() {
        RawClient silent = ATTENTIVE.join();
        silent.fallSilent();

        Offers.awaitUnreachable(ATTENTIVE.join(), silent.identity());

        String last = silent.nextText();
        while (last.contains("channel_")) {
            last = silent.nextText();
        }
        assertThat(last).contains(ErrorCode.CONNECTION_TIMEOUT.wireName());
        silent.closed(CloseReason.TIMED_OUT);
        assertThat(ATTENTIVE.join(silent.who().session(silent.token())).hello().resumed()).isTrue();
    }

    /// A half-open socket: nobody says that it is gone.
    @Test
    void whoVanishesWithoutAWordIsCutAndMayComeBack() throws Exception {
        try (var socket = new HalfOpenSocket(ATTENTIVE.dial().port())) {
            RawClient client = ATTENTIVE.connect(new RawSocket.Dial(socket.port())).login(Who.anybody());

            socket.vanish();

            Offers.awaitUnreachable(ATTENTIVE.join(), client.identity());
            assertThat(ATTENTIVE.join(client.who().session(client.token())).hello().resumed()).isTrue();
        }
    }

    @Test
    void whoNeverReadsItsAnswersIsEnded() {
        RawClient greedy = TIGHT.connect(TIGHT.dial().receiveBuffer(4096)).login(Who.anybody());
        RawClient caller = TIGHT.join();
        greedy.stopReading();
        byte[] ask = Frames.text("{\"type\":\"heartbeat\",\"ref\":\"" + "\\ud83d\\ude00".repeat(64) + "\"}");
        byte[] hundred = Flood.of(ask, 100);

        try {
            for (int i = 0; i < 5_000; i++) {
                greedy.raw(hundred);
            }
            throw new AssertionError("the server goes on taking");
        } catch (UncheckedIOException ended) {
            Offers.awaitUnreachable(caller, greedy.identity());
        }
    }
}
