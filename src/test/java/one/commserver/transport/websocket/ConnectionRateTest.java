package one.commserver.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.limits.InForce;
import one.commserver.limits.RateLimits;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

class ConnectionRateTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration BURST = Duration.ofSeconds(2);

    private final AtomicLong time = new AtomicLong();

    @Test
    void aBurstPassesAndWhatFollowsWaits() {
        var rate = rate(10, 0);

        for (int i = 0; i < 20; i++) {
            assertThat(rate.pauseAfter(1, 1)).isZero();
        }

        assertThat(rate.pauseAfter(1, 1)).isEqualTo(SECOND / 10);
    }

    @Test
    void whoWaitsForThePauseMayGoOn() {
        var rate = rate(10, 0);
        long pause = 0;
        for (int i = 0; i < 25; i++) {
            pause = rate.pauseAfter(1, 1);
        }
        assertThat(pause).isEqualTo(SECOND / 2);

        time.addAndGet(pause);

        assertThat(rate.pauseAfter(1, 1)).isEqualTo(SECOND / 10);
        time.addAndGet(SECOND / 5);
        assertThat(rate.pauseAfter(1, 1)).isZero();
    }

    @Test
    void inTheLongRunTheRateHoldsExactly() {
        var rate = rate(10, 0);

        for (int i = 0; i < 1000; i++) {
            time.addAndGet(rate.pauseAfter(1, 1));
        }

        assertThat(time.get()).isEqualTo(98 * SECOND);
    }

    @Test
    void bytesCountToo() {
        var rate = rate(0, 1000);

        assertThat(rate.pauseAfter(1, 2000)).isZero();
        assertThat(rate.pauseAfter(1, 500)).isEqualTo(SECOND / 2);
    }

    @Test
    void theLongerPauseHolds() {
        var rate = rate(1, 1000);

        assertThat(rate.pauseAfter(1, 5000)).isEqualTo(3 * SECOND);
        assertThat(rate.pauseAfter(3, 0)).isEqualTo(3 * SECOND);
        assertThat(rate.pauseAfter(3, 0)).isEqualTo(5 * SECOND);
    }

    @Test
    void oneMayComeAtOnceHoweverShortTheBurst() {
        var limits = new RateLimits(10, DataSize.ofBytes(0), Duration.ofMillis(1));
        var rate = new ConnectionRate(new Allowance(new InForce<>(limits)), time::get);

        assertThat(rate.pauseAfter(1, 1)).isZero();
        assertThat(rate.pauseAfter(1, 1)).isEqualTo(SECOND / 10);
    }

    @Test
    void aClockMayHaveAnyReadingAndRunOver() {
        time.set(Long.MAX_VALUE - SECOND);
        var rate = rate(10, 0);
        assertThat(rate.pauseAfter(20, 1)).isZero();

        time.addAndGet(2 * SECOND);

        assertThat(rate.pauseAfter(20, 1)).isZero();
        assertThat(rate.pauseAfter(1, 1)).isEqualTo(SECOND / 10);
    }

    @Test
    void silenceIsMadeUpForNoLongerThanTheBurst() {
        var rate = rate(10, 0);
        time.addAndGet(1000 * SECOND);

        for (int i = 0; i < 20; i++) {
            assertThat(rate.pauseAfter(1, 1)).isZero();
        }

        assertThat(rate.pauseAfter(1, 1)).isPositive();
    }

    @Test
    void zeroIsNoLimit() {
        var rate = rate(0, 0);

        for (int i = 0; i < 10_000; i++) {
            assertThat(rate.pauseAfter(1, Integer.MAX_VALUE)).isZero();
        }
    }

    @Test
    void theHighestLimitsDoNotOverflow() {
        var limits = new RateLimits(1_000_000, DataSize.ofMegabytes(900), Duration.ofHours(1));
        var rate = new ConnectionRate(new Allowance(new InForce<>(limits)), time::get);

        for (int i = 0; i < 10_000; i++) {
            time.addAndGet(3 * SECOND);
            assertThat(rate.pauseAfter(1, Integer.MAX_VALUE)).isZero();
        }
    }

    @Test
    void twoConnectionsDoNotUseUpEachOther() {
        var one = rate(1, 0);
        var other = rate(1, 0);

        for (int i = 0; i < 100; i++) {
            one.pauseAfter(1, 1);
        }

        assertThat(other.pauseAfter(1, 1)).isZero();
    }

    @Test
    void aConnectionGoesByTheLimitsThatHoldNow() {
        var limits = new InForce<>(new RateLimits(0, DataSize.ofBytes(0), BURST));
        var rate = new ConnectionRate(new Allowance(limits), time::get);
        assertThat(rate.pauseAfter(1, Integer.MAX_VALUE)).isZero();

        limits.change(before -> new RateLimits(10, before.bytesPerSecond(), before.burst()));
        for (int i = 0; i < 20; i++) {
            assertThat(rate.pauseAfter(1, 1)).isZero();
        }
        assertThat(rate.pauseAfter(1, 1)).isEqualTo(SECOND / 10);

        limits.change(before -> limits.atStart());
        assertThat(rate.pauseAfter(1, Integer.MAX_VALUE)).isZero();
    }

    @Test
    void whatIsLeftOfAPauseIsKnownAtAnyTime() {
        var rate = rate(0, 1000);
        assertThat(rate.pauseLeft()).isZero();
        assertThat(rate.pauseAfter(1, 12_000)).isEqualTo(10 * SECOND);

        time.addAndGet(SECOND);
        assertThat(rate.pauseLeft()).isEqualTo(9 * SECOND);

        time.addAndGet(9 * SECOND);
        assertThat(rate.pauseLeft()).isZero();
    }

    @Test
    void whoeverPausesGoesOnWhenTheLimitIsTakenBack() {
        var limits = new InForce<>(new RateLimits(0, DataSize.ofMegabytes(64), BURST));
        var rate = new ConnectionRate(new Allowance(limits), time::get);
        limits.change(before -> new RateLimits(0, DataSize.ofBytes(1), BURST));
        assertThat(rate.pauseAfter(1, 1_000_000)).isGreaterThan(Duration.ofDays(11).toNanos());

        limits.change(before -> limits.atStart());

        assertThat(rate.pauseLeft()).isZero();
    }

    private ConnectionRate rate(int messages, long bytes) {
        return new ConnectionRate(
                new Allowance(new InForce<>(new RateLimits(messages, DataSize.ofBytes(bytes), BURST))), time::get);
    }
}
