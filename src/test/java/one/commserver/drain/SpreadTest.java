package one.commserver.drain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

class SpreadTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Random random = new Random(1);

    @Test
    void evenMomentsLieAtEqualDistances() {
        assertThat(Spread.EVEN.moments(4, WINDOW, random))
                .containsExactly(0, 2_500_000_000L, 5_000_000_000L, 7_500_000_000L);
    }

    @Test
    void randomMomentsFillTheWindow() {
        long[] moments = Spread.RANDOM.moments(1_000, WINDOW, random);

        for (int tenth = 0; tenth < 10; tenth++) {
            long from = WINDOW.toNanos() / 10 * tenth;
            assertThat(Arrays.stream(moments).filter(each -> each >= from && each < from + WINDOW.toNanos() / 10))
                    .hasSizeBetween(50, 200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void momentsAscendWithinTheWindow(Spread spread) {
        long[] moments = spread.moments(100_000, WINDOW, random);

        assertThat(moments).hasSize(100_000).isSorted();
        assertThat(moments[0]).isNotNegative();
        assertThat(moments[99_999]).isLessThan(WINDOW.toNanos());
    }

    @ParameterizedTest
    @EnumSource
    void withoutAWindowOrAnybodyThereIsNothingToSpread(Spread spread) {
        assertThat(spread.moments(2, Duration.ZERO, random)).containsExactly(0, 0);
        assertThat(spread.moments(0, WINDOW, random)).isEmpty();
    }
}
