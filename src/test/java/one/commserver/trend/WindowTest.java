package one.commserver.trend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WindowTest {

    private static final long STEP = Span.QUARTER.step().toNanos();

    private final Window window = new Window(Span.QUARTER);

    @Test
    void isEmptyAtFirst() {
        assertThat(window.summary(0)).isNull();
        assertThat(window.points(0)).isEmpty();
        assertThat(window.line(0)).isNull();
    }

    @Test
    void saysWhatWasInIt() {
        window.add(0, 4);
        window.add(STEP / 2, 8);
        window.add(3 * STEP, 3);

        assertThat(window.summary(3 * STEP)).isEqualTo(new Window.Summary(3, 5, 8, 3));
        assertThat(window.points(3 * STEP))
                .containsExactly(new Window.Point(35, 4, 6, 8), new Window.Point(5, 3, 3, 3));
    }

    @Test
    void forgetsWhatIsOlderThanItsSpan() {
        window.add(0, 100);
        window.add(STEP, 1);

        assertThat(window.summary(STEP * (Span.QUARTER.steps() - 1))).extracting(Window.Summary::max).isEqualTo(100.0);
        assertThat(window.summary(STEP * Span.QUARTER.steps())).extracting(Window.Summary::max).isEqualTo(1.0);
        assertThat(window.summary(STEP * (Span.QUARTER.steps() + 1L))).isNull();
    }

    @Test
    void hasAClockThatMayBeginAnywhere() {
        window.add(Long.MIN_VALUE + 1, 1);
        window.add(-5, 2);

        assertThat(window.summary(5)).isEqualTo(new Window.Summary(2, 2, 2, 2));
        assertThat(window.summary(Long.MAX_VALUE)).isNull();
    }

    @Test
    void drawsALineThroughWhatRisesEvenly() {
        for (int i = 0; i < 60; i++) {
            window.add(i * STEP, 7 + 2.5 * i * 10);
        }

        Window.Line line = window.line(59 * STEP);

        assertThat(line).isNotNull();
        assertThat(line.perSecond()).isCloseTo(2.5, within(1e-9));
        assertThat(line.fit()).isCloseTo(1, within(1e-9));
        assertThat(line.seconds()).isEqualTo(590);
    }

    @Test
    void seesNoLineInWhatJumps() {
        for (int i = 0; i < 60; i++) {
            window.add(i * STEP, i % 2 * 1000);
        }

        Window.Line line = window.line(59 * STEP);

        assertThat(line).isNotNull();
        assertThat(line.fit()).isLessThan(0.1);
    }
}
