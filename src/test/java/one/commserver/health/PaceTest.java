package one.commserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class PaceTest {

    @ParameterizedTest
    @CsvSource({
        "15000, 45000, 60000, 1000, 15, 7500",
        "7300,  45000, 60000, 912.5, 8, 9425",
        "100,   300,   60000, 25,   4, 50",
        "2000,  8000,  100,   25,   80, 1500",
        "0,     45000, 60000, 1000, 1, 11250",
        "0,     0,     60000, 1000, 1, 1000",
        "0,     0,     0,     1000, 1, 1000",
        "15000, 0,     0,     1000, 15, 1000",
        "15000, 15001, 0,     1000, 15, 1000",
    })
    void aTickIsShortAgainstEachInterval(
            long heartbeat, long timeout, long stats, double tick, int slices, long allowance) {
        Pace pace =
                Pace.of(
                        new HealthProperties(
                                Duration.ofMillis(heartbeat), Duration.ofMillis(timeout), Duration.ofMillis(stats)));

        assertThat(pace)
                .isEqualTo(new Pace(Duration.ofNanos((long) (tick * 1_000_000)), slices, Duration.ofMillis(allowance)));
    }
}
