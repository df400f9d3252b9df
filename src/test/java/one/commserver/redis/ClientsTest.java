package one.commserver.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.resource.Delay;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

class ClientsTest {

    private static final Duration LEAST = Duration.ofMillis(50);
    private static final Duration MOST = Duration.ofSeconds(1);

    private final Delay pauses =
            Clients.reconnectDelay(TestRedis.properties("redis://127.0.0.1:1", null, Duration.ofSeconds(1), 0));

    @Test
    void noPauseIsBeyondTheBounds() {
        assertThat(LongStream.rangeClosed(1, 1000).mapToObj(pauses::createDelay))
                .allSatisfy(pause -> assertThat(pause).isBetween(LEAST, MOST));
    }

    /// Nodes that have lost Redis at the same moment don't come back at the same moment, however long it was away.
    @Test
    void pausesDifferByHalfAlsoAtTheBoundAndEverBehindIt() {
        for (long attempt : List.of(3L, 6L, 58L, 59L, 64L, 1000L)) {
            List<Duration> some = IntStream.range(0, 200).mapToObj(any -> pauses.createDelay(attempt)).toList();

            assertThat(some.stream().distinct().count()).as("attempt %d", attempt).isGreaterThan(20);
            if (attempt > 6) {
                assertThat(some).allSatisfy(pause -> assertThat(pause).isGreaterThanOrEqualTo(MOST.dividedBy(2)));
            }
        }
    }
}
