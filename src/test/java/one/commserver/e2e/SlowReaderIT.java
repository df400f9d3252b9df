package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.UncheckedIOException;

/// Chapter 8, flow: who doesn't read harms nobody but its own senders.
class SlowReaderIT {

    @RegisterExtension static final Server ROOMY = Servers.ROOMY;
    @RegisterExtension static final Server TIGHT = Servers.IMPATIENT;

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
        stuck.openerIsTold(one.commserver.protocol.ClosedBy.PEER, "connection_lost");
        other.works();
    }

    @Test
    void whoFallsSilentIsCutAndMayComeBack() {
        RawClient silent = TIGHT.join();
        silent.fallSilent();

        Offers.awaitUnreachable(TIGHT.join(), silent.identity());

        String last = silent.nextText();
        while (last.contains("channel_")) {
            last = silent.nextText();
        }
        assertThat(last).contains(ErrorCode.CONNECTION_TIMEOUT.wireName());
        silent.closed(CloseReason.TIMED_OUT);
        assertThat(TIGHT.join(silent.who().session(silent.token())).hello().resumed()).isTrue();
    }

    @Test
    void whoNeverReadsItsAnswersIsEnded() {
        RawClient greedy = TIGHT.connect(TIGHT.dial().receiveBuffer(4096)).login(Who.anybody());
        RawClient caller = TIGHT.join();
        greedy.stopReading();
        byte[] ask = Frames.text("{\"type\":\"heartbeat\",\"ref\":\"" + "\\ud83d\\ude00".repeat(64) + "\"}");
        byte[] hundred = new byte[0];
        for (int i = 0; i < 100; i++) {
            hundred = Frames.joined(hundred, ask);
        }

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
