package one.commserver.connection.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.FakeWire;
import one.commserver.connection.statistics.Statistics.ConnectionStats;
import one.commserver.connection.statistics.Statistics.Global;
import one.commserver.connection.statistics.Statistics.LatencyBucket;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.Direction;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;

/// What all connections together say of how well and how fast they work.
class RatesAndLatenciesTest {

    private final FakeWire wire = new FakeWire();
    private final ConnectionStatistics statistics = new ConnectionStatistics(InstantSource.system(), wire::nanos);

    @Test
    void latencyIsTheLastRoundTripAndItsAverageThatOfTheOpenConnections() {
        Connection a = connection();
        Connection b = connection();
        Connection gone = connection();
        connection();
        statistics.roundTrip(a, 50_000_000);
        statistics.roundTrip(a, 10_000_000);
        statistics.roundTrip(b, 20_500_000);
        statistics.roundTrip(gone, 900_000_000);
        gone.lost(null);

        assertThat(global().averageLatency()).isEqualTo(15.25);
        assertThat(statistics.stats().activeConnections())
                .extracting(ConnectionStats::latency)
                .containsExactly(10.0, 20.5, null);
    }

    @Test
    void ratesAndLatenciesAreOfAllThatThereWas() {
        assertThat(global().successRate()).isEqualTo(1);
        assertThat(global().errorRate()).isZero();
        assertThat(global().latencyP50()).isNull();
        Connection connection = connection();
        for (int i = 0; i < 90; i++) {
            statistics.roundTrip(connection, Duration.ofMillis(1).toNanos());
        }
        for (int i = 0; i < 8; i++) {
            statistics.roundTrip(connection, Duration.ofMillis(60).toNanos());
        }
        statistics.roundTrip(connection, Duration.ofSeconds(4).toNanos());
        statistics.roundTrip(connection, Duration.ofSeconds(6).toNanos());
        for (int i = 0; i < 8; i++) {
            statistics.message(connection, Direction.INCOMING, 10);
        }
        connection.problem(ConnectionProblem.of(ErrorCode.INTERNAL_ERROR));
        // which is an error as well
        connection.lost(null);
        connection();

        Global global = global();

        assertThat(global.successRate()).isEqualTo(0.5);
        assertThat(global.errorRate()).isEqualTo(0.25);
        assertThat(global.latencyP50()).isEqualTo(1);
        assertThat(global.latencyP95()).isEqualTo(100);
        assertThat(global.latencyP99()).isEqualTo(5_000);
        assertThat(global.latencyDistribution())
                .hasSize(13)
                .contains(
                        new LatencyBucket(1L, 90),
                        new LatencyBucket(100L, 8),
                        new LatencyBucket(5_000L, 1),
                        new LatencyBucket(null, 1));
    }

    @Test
    void aLatencyBeyondTheLastBoundIsTheLongestOne() {
        Connection connection = connection();
        statistics.roundTrip(connection, Duration.ofMillis(7_500).plusNanos(1).toNanos());
        statistics.roundTrip(connection, Duration.ofSeconds(6).toNanos());

        assertThat(global().latencyP50()).isEqualTo(7_501);
        assertThat(global().latencyP99()).isEqualTo(7_501);
    }

    /// One that fails while the numbers are read.
    @Test
    void thePartThatDidntFailIsNeverBelowNothing() {
        Connection connection = connection();
        for (int i = 0; i < 3; i++) {
            statistics.stateChanged(connection, ConnectionState.ACTIVE, ConnectionState.FAILED, 1);
        }

        assertThat(global().successRate()).isZero();
    }

    private Connection connection() {
        return wire.connection(1_000, statistics);
    }

    private Global global() {
        return statistics.stats().global();
    }
}
