package one.commserver.soak.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

class SlopeTest {

    private static final int SAMPLES = 180;
    private static final int RUNS = 1000;

    private static final Figure HEAP = new Figure("heap", "MiB", 0.05, 0, true, sample -> 0);

    /// An hour of samples with what there is at each moment.
    private static Series series(DoubleUnaryOperator level) {
        double[] hours = IntStream.range(0, SAMPLES).mapToDouble(i -> i / (double) SAMPLES).toArray();
        return new Series(hours, IntStream.range(0, SAMPLES).mapToDouble(i -> level.applyAsDouble(hours[i])).toArray());
    }

    private static Series noisy(long seed, double noise, DoubleUnaryOperator level) {
        var random = new Random(seed);
        return series(hour -> level.applyAsDouble(hour) + noise * random.nextGaussian());
    }

    /// Each sample remembers most of the one before, as what is kept for a while does.
    private static Series slow(long seed, double memory, double noise) {
        var random = new Random(seed);
        double[] state = {0};
        return series(hour -> {
            state[0] = memory * state[0] + noise * random.nextGaussian();
            return 100 + state[0];
        });
    }

    private static Judgement judge(Series series) {
        return Judgement.of(HEAP, series);
    }

    @Test
    void aLineHasItsSlopeAndNothingElse() {
        Slope slope = series(hour -> 3 * hour + 5).slope();

        assertThat(slope.perUnit()).isCloseTo(3, within());
        assertThat(slope.low()).isCloseTo(3, within());
        assertThat(slope.high()).isCloseTo(3, within());
    }

    @Test
    void whatNeverChangesIsLevel() {
        Judgement judgement = judge(series(hour -> 3.31));

        assertThat(judgement.slope()).isEqualTo(new Slope(0, 0, 0));
        assertThat(judgement.verdict()).isEqualTo("level");
    }

    @Test
    void aLeakIsSeenThroughNoise() {
        for (int run = 0; run < 100; run++) {
            Judgement judgement = judge(noisy(run, 3, hour -> 100 + 10 * hour));

            assertThat(judgement.grows()).as("run %d: %s", run, judgement).isTrue();
            assertThat(judgement.holds()).isFalse();
            assertThat(judgement.verdict()).isEqualTo("**grows**");
        }
    }

    @Test
    void oneThatIsLeftBehindNowAndThenIsSeen() {
        Judgement judgement = judge(series(hour -> 60 + Math.floor(10 * hour)));

        assertThat(judgement.grows()).isTrue();
    }

    @Test
    void noiseAloneIsNoLeak() {
        long suspected = IntStream.range(0, RUNS).filter(run -> judge(noisy(run, 2, hour -> 100)).grows()).count();

        assertThat(suspected).isLessThanOrEqualTo(5);
    }

    @Test
    void norIsNoiseThatIsRememberedForMinutes() {
        long suspected = IntStream.range(0, RUNS).filter(run -> judge(slow(run, 0.9, 1)).grows()).count();

        assertThat(suspected).isLessThanOrEqualTo(10);
    }

    @Test
    void someMomentsFarOffChangeNothing() {
        Series series = noisy(7, 0.1, hour -> 100);
        for (int i = 100; i < 110; i++) {
            series.values()[i * 17 % SAMPLES] = 900;
        }

        assertThat(judge(series).verdict()).isEqualTo("level");
    }

    @Test
    void aRunThatProvesNothingDoesNotHold() {
        Judgement judgement = judge(noisy(3, 60, hour -> 100));

        assertThat(judgement.grows()).isFalse();
        assertThat(judgement.mightGrow()).isTrue();
        assertThat(judgement.holds()).isFalse();
    }

    @Test
    void whatFallsIsNoLeak() {
        Judgement judgement = judge(noisy(5, 1, hour -> 100 - 10 * hour));

        assertThat(judgement.verdict()).isEqualTo("falls");
        assertThat(judgement.holds()).isTrue();
    }

    @Test
    void whatIsOnlyShownIsNotJudged() {
        var shown = new Figure("resident", "MiB", 0.05, 0, false, sample -> 0);

        assertThat(Judgement.of(shown, series(hour -> 100 * hour)).holds()).isTrue();
    }

    private static Offset<Double> within() {
        return Offset.offset(1e-6);
    }
}
