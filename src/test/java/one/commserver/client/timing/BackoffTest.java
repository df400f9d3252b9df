package one.commserver.client.timing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.Stream;

class BackoffTest {

    private double random = 1;
    private final Backoff backoff = new Backoff(() -> random);

    @Test
    void atOnceAtFirstThenTheCeilingGrowsByHalfUpToAMinute() {
        assertThat(Stream.generate(() -> backoff.next(true, Duration.ZERO).toMillis()).limit(14))
                .containsExactly(
                        0L, 1000L, 1500L, 2250L, 3375L, 5062L, 7593L, 11_390L, 17_085L, 25_628L, 38_443L, 57_665L,
                        60_000L, 60_000L);
    }

    @Test
    void whoIsToComeLaterPausesAtOnce() {
        assertThat(backoff.next(false, Duration.ZERO)).hasMillis(1000);
        assertThat(backoff.next(true, Duration.ZERO)).hasMillis(1500);
    }

    @Test
    void thePauseIsAnyPartOfTheCeiling() {
        random = 0.25;
        assertThat(backoff.next(false, Duration.ZERO)).hasMillis(250);
        random = 0;
        assertThat(backoff.next(false, Duration.ZERO)).isZero();
    }

    @Test
    void whatTheServerAsksForIsHeededWithinReason() {
        assertThat(backoff.next(true, Duration.ofSeconds(5))).hasMillis(6000);
        assertThat(backoff.next(false, Duration.ofMillis(Long.MAX_VALUE)).minus(Backoff.MOST_ASKED)).hasMillis(1500);
    }

    @Test
    void theMomentOfAServerThatGoesIsHeededUpToADay() {
        assertThat(backoff.untilLeaving(Duration.ZERO)).isZero();
        assertThat(backoff.untilLeaving(Duration.ofHours(3)).minusHours(3)).hasMillis(1000);
        assertThat(backoff.untilLeaving(Duration.ofMillis(Long.MAX_VALUE)).minusDays(1)).hasMillis(1500);
    }

    @Test
    void aNewRowStartsAnew() {
        backoff.next(false, Duration.ZERO);
        backoff.next(false, Duration.ZERO);

        backoff.reset();

        assertThat(backoff.next(true, Duration.ZERO)).isZero();
    }
}
