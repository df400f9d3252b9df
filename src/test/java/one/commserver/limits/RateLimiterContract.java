package one.commserver.limits;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.connection.NanoClock;
import one.commserver.registry.TestTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// What every limiter has to pass.
public interface RateLimiterContract {

    /// A limiter that counts to nothing yet.
    RateLimiter<String> limiter(int perMinute, TestTime time);

    /// From zero on: buckets take no clock that overflows.
    static NanoClock clock(TestTime time) {
        long start = new TestTime().nanos();
        return () -> time.nanos() - start;
    }

    @Test
    default void soManyAreLetPass() {
        var limiter = limiter(30, new TestTime());

        for (int i = 0; i < 30; i++) {
            assertThat(limiter.pause("a")).isZero();
            limiter.failed("a");
        }

        assertThat(limiter.pause("a")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    default void theyAreForgivenOneByOne() {
        var time = new TestTime();
        var limiter = limiter(30, time);
        for (int i = 0; i < 30; i++) {
            limiter.failed("a");
        }

        time.advance(limiter.pause("a"));
        assertThat(limiter.pause("a")).isZero();
        limiter.failed("a");

        assertThat(limiter.pause("a")).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    default void whatGoesBeyondTheLimitIsWaitedFor() {
        var limiter = limiter(30, new TestTime());

        for (int i = 0; i < 45; i++) {
            limiter.failed("a");
        }

        assertThat(limiter.pause("a")).isEqualTo(Duration.ofSeconds(32));
    }

    @Test
    default void twoKeysDoNotUseUpEachOther() {
        var limiter = limiter(1, new TestTime());
        limiter.failed("a");

        assertThat(limiter.pause("a")).isPositive();
        assertThat(limiter.pause("b")).isZero();
    }

    @Test
    default void aMinuteIsEnough() {
        var time = new TestTime();
        var limiter = limiter(5, time);
        for (int i = 0; i < 5; i++) {
            limiter.failed("a");
        }

        time.advance(Duration.ofMinutes(1));

        for (int i = 0; i < 5; i++) {
            assertThat(limiter.pause("a")).isZero();
            limiter.failed("a");
        }
        assertThat(limiter.pause("a")).isPositive();
    }
}
