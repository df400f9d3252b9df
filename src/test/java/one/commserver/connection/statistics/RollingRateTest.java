package one.commserver.connection.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class RollingRateTest {

    private long now = 17;
    private final RollingRate rate = new RollingRate(() -> now);

    @Test
    void nothingIsZero() {
        assertThat(rate.perSecond()).isZero();
        pass(Duration.ofHours(1));
        assertThat(rate.perSecond()).isZero();
    }

    @Test
    void aYoungRateIsOverItsAgeAndAtLeastASecond() {
        rate.add(30);
        assertThat(rate.perSecond()).isEqualTo(30);

        pass(Duration.ofSeconds(10));

        assertThat(rate.perSecond()).isEqualTo(3);
    }

    @Test
    void anOldRateIsOverTheLastMinute() {
        for (int i = 0; i < 600; i++) {
            rate.add(i < 540 ? 1_000 : 5);
            pass(Duration.ofSeconds(1));
        }

        // 59 whole seconds and the one that begins
        assertThat(rate.perSecond()).isEqualTo(59 * 5 / 60.0);
        assertThat(rate.total()).isEqualTo(540 * 1_000 + 60 * 5);
    }

    @Test
    void whatIsOlderThanAMinuteIsForgotten() {
        rate.add(1_000);
        pass(Duration.ofSeconds(59));
        assertThat(rate.perSecond()).isPositive();

        pass(Duration.ofSeconds(1));

        assertThat(rate.perSecond()).isZero();
    }

    @Test
    void severalInASecondCountAll() {
        pass(Duration.ofSeconds(100));
        rate.add(40);
        rate.add(80);

        assertThat(rate.perSecond()).isEqualTo(2);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
