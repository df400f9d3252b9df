package one.commserver.client.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.List;

class SendCreditTest {

    private static final long WINDOW = 1000;
    private static final int FRAME = 200;

    @Test
    void theHeaderCounts() {
        SendCredit credit = new SendCredit(WINDOW, FRAME, 15);

        assertThat(credit.nextPayload(10)).isEqualTo(10);
        credit.sent(10);

        assertThat(credit.sentBytes()).isEqualTo(15);
        assertThat(credit.isOpen()).isFalse();
        assertThat(credit.nextPayload(0)).isEqualTo(SendCredit.WAIT);
    }

    @Test
    void anEmptyBufferCostsItsHeader() {
        SendCredit credit = new SendCredit(WINDOW, FRAME, 5);

        assertThat(credit.nextPayload(0)).isZero();
        assertThat(credit.nextPayload(1)).isEqualTo(SendCredit.WAIT);
    }

    @Test
    void aLargeBufferIsCutAtTheLargestFrame() {
        assertThat(new SendCredit(WINDOW, FRAME, WINDOW).nextPayload(5000)).isEqualTo(FRAME - 5);
    }

    @Test
    void whatFitsHalfTheFirstLimitStaysWhole() {
        SendCredit credit = new SendCredit(WINDOW, FRAME, 100);
        credit.sent(60);

        assertThat(credit.nextPayload(45)).isEqualTo(SendCredit.WAIT);
        assertThat(credit.nextPayload(30)).isEqualTo(30);
    }

    @Test
    void whatIsLargerIsCutToTheCreditButNotIntoCrumbs() {
        SendCredit credit = new SendCredit(WINDOW, FRAME, 100);

        assertThat(credit.nextPayload(150)).isEqualTo(95);
        credit.sent(44);
        assertThat(credit.nextPayload(150)).isEqualTo(46);
        credit.sent(1);
        assertThat(credit.nextPayload(150)).isEqualTo(SendCredit.WAIT);
    }

    @Test
    void aFirstLimitOfNothingWaitsForTheFirstGrant() {
        SendCredit credit = new SendCredit(WINDOW, FRAME, 0);
        assertThat(credit.nextPayload(0)).isEqualTo(SendCredit.WAIT);

        credit.update(0, 40);

        assertThat(credit.nextPayload(15)).isEqualTo(15);
        assertThat(credit.nextPayload(100)).isEqualTo(35);
    }

    @Test
    void countersThatCannotBeAreLies() {
        assertThatThrownBy(() -> new SendCredit(WINDOW, FRAME, WINDOW + 1)).isInstanceOf(FlowViolationException.class);
        SendCredit credit = new SendCredit(WINDOW, FRAME, 100);
        credit.sent(10);
        credit.update(10, 1015);

        for (long[] lie : new long[][] {{9, 1015}, {16, 1015}, {-1, 1015}, {10, 1014}, {10, 1016}, {10, -1}}) {
            assertThatThrownBy(() -> credit.update(lie[0], lie[1])).isInstanceOf(FlowViolationException.class);
        }
        assertThat(credit.confirmedBytes()).isEqualTo(10);
    }

    @Test
    void noMoreThanOneWindowIsUnconfirmedWhateverTheLimit() {
        SendCredit credit = new SendCredit(WINDOW, FRAME, WINDOW);
        for (int i = 0; i < 5; i++) {
            credit.sent(FRAME - 5);
        }
        credit.update(0, 2 * WINDOW);
        assertThat(credit.nextPayload(0)).isEqualTo(SendCredit.WAIT);
        assertThat(credit.isOpen()).isFalse();

        credit.update(FRAME, 2 * WINDOW);

        assertThat(credit.nextPayload(FRAME - 5)).isEqualTo(FRAME - 5);
    }

    @Test
    void behindABreakWhatDidNotArriveCountsAsNotSent() {
        SendCredit credit = new SendCredit(WINDOW, FRAME, 100);
        credit.sent(45);
        credit.update(20, 100);

        credit.resume(30, 120);

        assertThat(credit.sentBytes()).isEqualTo(30);
        assertThat(credit.nextPayload(85)).isEqualTo(85);
        // what was sent before the break and not since can't have arrived
        assertThatThrownBy(() -> credit.resume(50, 120)).isInstanceOf(FlowViolationException.class);
        assertThatThrownBy(() -> credit.resume(29, 120)).isInstanceOf(FlowViolationException.class);
        assertThatThrownBy(() -> credit.resume(30, 29)).isInstanceOf(FlowViolationException.class);
        assertThatThrownBy(() -> credit.resume(30, 31 + WINDOW)).isInstanceOf(FlowViolationException.class);
        assertThat(credit.confirmedBytes()).isEqualTo(30);
    }

    /// However buffers and grants come: the limit is kept, everything is sent, and nobody waits for the other.
    @Property(tries = 300)
    void everythingIsSentAndTheLimitIsKept(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 700) Integer> buffers,
            @ForAll @IntRange(min = 6, max = 300) int maxFrame,
            @ForAll @LongRange(min = 12, max = 1000) long window) {
        GrantPool pool = new GrantPool(window, window, 1);
        pool.join();
        ReceiveCredit receiver = new ReceiveCredit(pool);
        SendCredit sender = new SendCredit(window, maxFrame, receiver.limit());
        for (int buffer : buffers) {
            int left = buffer;
            do {
                int payload = sender.nextPayload(left);
                if (payload == SendCredit.WAIT) {
                    assertThat(receiver.raise() || left == buffer).isTrue();
                    sender.update(receiver.received(), receiver.limit());
                    payload = sender.nextPayload(left);
                }
                assertThat(payload).isBetween(0, Math.min(left, maxFrame - 5));
                sender.sent(payload);
                receiver.arrived(payload + 5);
                receiver.took(payload + 5);
                receiver.raise();
                sender.update(receiver.received(), receiver.limit());
                left -= payload;
            } while (left > 0);
        }
        assertThat(receiver.received()).isEqualTo(sender.sentBytes());
    }
}
