package one.commserver.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

class RatesTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong time = new AtomicLong();

    @Test
    void whatIsRefusedChangesNothing() {
        var atStart = new RateLimits(10, DataSize.ofBytes(0), Duration.ofSeconds(2));
        var limits = new InForce<>(atStart);

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        limits.change(before -> new RateLimits(-1, before.bytesPerSecond(), Duration.ofSeconds(2))));

        assertThat(limits.now()).isSameAs(atStart);
    }

    @Test
    void whatHasFailedCountsWhenTheLimitChanges() {
        var most = new AtomicInteger(30);
        var throttle = new FailureThrottle<String>(most::get, time::get);
        for (int i = 0; i < 20; i++) {
            throttle.failed("a");
        }

        most.set(10);
        assertThat(throttle.pause("a")).isEqualTo(Duration.ofSeconds(6));
        most.set(12);
        assertThat(throttle.pause("a")).isZero();
        throttle.failed("a");
        throttle.failed("a");
        assertThat(throttle.pause("a")).isEqualTo(Duration.ofSeconds(5));
        assertThat(throttle.pause("b")).isZero();
    }

    @Test
    void failuresAreLetPassUpToTheLimit() {
        var throttle = new FailureThrottle<String>(() -> 30, time::get);

        for (int i = 0; i < 30; i++) {
            assertThat(throttle.pause("a")).isZero();
            throttle.failed("a");
        }

        assertThat(throttle.pause("a")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void failuresAreForgivenOneByOne() {
        var throttle = new FailureThrottle<String>(() -> 30, time::get);
        for (int i = 0; i < 30; i++) {
            throttle.failed("a");
        }

        time.addAndGet(throttle.pause("a").toNanos());
        assertThat(throttle.pause("a")).isZero();
        throttle.failed("a");

        assertThat(throttle.pause("a")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void failuresBeyondTheLimitAreWaitedFor() {
        var throttle = new FailureThrottle<String>(() -> 30, time::get);

        for (int i = 0; i < 45; i++) {
            throttle.failed("a");
        }

        assertThat(throttle.pause("a")).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    void twoAddressesDoNotUseUpEachOther() {
        var throttle = new FailureThrottle<String>(() -> 1, time::get);
        throttle.failed("a");

        assertThat(throttle.pause("a")).isPositive();
        assertThat(throttle.pause("b")).isZero();
    }

    @Test
    void endlessAddressesTakeBoundedMemory() {
        var throttle = new FailureThrottle<Integer>(() -> 30, 100, time::get);

        for (int i = 0; i < 10_000; i++) {
            throttle.failed(i);
            assertThat(throttle.pause(-i - 1)).isZero();
        }

        assertThat(throttle.keys()).isLessThanOrEqualTo(100);
    }

    @Test
    void whoFailsNoMoreIsForgotten() {
        var throttle = new FailureThrottle<String>(() -> 30, time::get);
        throttle.failed("a");

        time.addAndGet(121 * SECOND);

        assertThat(throttle.keys()).isZero();
    }
}
