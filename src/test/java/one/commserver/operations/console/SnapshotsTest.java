package one.commserver.operations.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.FakeWire;
import one.commserver.connection.NanoClock;
import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.drain.Drain;
import one.commserver.operations.console.Snapshot.Talker;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.trend.Alert;
import one.commserver.trend.Trends;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.Direction;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/// What the console is told.
class SnapshotsTest {

    private static final int LIMIT = 10_000;

    private final FakeWire wire = new FakeWire();
    private final ConnectionStatistics statistics = new ConnectionStatistics(() -> Instant.EPOCH, wire::nanos);
    private final Snapshots snapshots = of(statistics, wire::nanos);

    /// Of a node with every alert that there is.
    static Snapshots of(ConnectionStatistics statistics, NanoClock clock) {
        List<Trends.Active> alerts =
                Arrays.stream(Alert.values()).map(each -> new Trends.Active(each, Duration.ofSeconds(7))).toList();
        var sources = new Snapshots.Sources(statistics, () -> alerts, () -> Drain.State.SERVING, () -> true);
        return of(sources, () -> LIMIT, clock);
    }

    private static Snapshots of(Snapshots.Sources sources, IntSupplier limit, NanoClock clock) {
        return new Snapshots("node-here", "one", limit, sources, () -> Instant.EPOCH, clock);
    }

    @Test
    void aNodeThatDoesNothing() {
        Snapshot idle = snapshots.take();

        assertThat(idle.open()).isZero();
        assertThat(idle.limit()).isEqualTo(LIMIT);
        assertThat(idle.states()).isEmpty();
        assertThat(idle.kinds()).isEmpty();
        assertThat(idle.traffic()).isNull();
        assertThat(idle.roundTrips().mean()).isNull();
        assertThat(idle.roundTrips().counts()).containsOnly(0);
        assertThat(idle.drain()).isEqualTo("serving");
        assertThat(idle.ready()).isTrue();
    }

    @Test
    void theLimitIsTheOneThatHoldsNow() {
        var limit = new AtomicInteger(LIMIT);
        var sources = new Snapshots.Sources(statistics, List::of, () -> Drain.State.SERVING, () -> true);
        Snapshots changing = of(sources, limit::get, wire::nanos);
        assertThat(changing.take().limit()).isEqualTo(LIMIT);

        limit.set(7);

        assertThat(changing.take().limit()).isEqualTo(7);
    }

    @Test
    void trafficIsWhatCameSinceTheLastLook() {
        Connection connection = connection();
        statistics.frames(connection, Direction.INCOMING, 100, 5_000);
        snapshots.take();
        statistics.frames(connection, Direction.INCOMING, 30, 3_000);
        statistics.frames(connection, Direction.OUTGOING, 10, 1_000);
        wire.advance(Duration.ofSeconds(2));

        Snapshot next = snapshots.take();

        assertThat(next.traffic()).isEqualTo(new Snapshot.Traffic(15, 5, 1_500, 500, 0));
        assertThat(next.talkers())
                .containsExactly(new Talker(connection.id().toString(), null, null, 9_000, 140, 2_000.0));
    }

    /// A mean over a night would say nothing of the moment.
    @Test
    void aLookOfLongAgoIsForgotten() {
        snapshots.take();
        statistics.frames(connection(), Direction.INCOMING, 30, 3_000);
        wire.advance(Duration.ofSeconds(11));

        assertThat(snapshots.take().traffic()).isNull();
    }

    @Test
    void roundTripsFallIntoTheBucketsOfTheirMeter() {
        for (long micros : new long[] {900, 1_000, 1_001, 40_000, 9_000_000}) {
            statistics.roundTrip(connection(), micros * 1_000);
        }
        connection();

        Snapshot.RoundTrips roundTrips = snapshots.take().roundTrips();

        assertThat(roundTrips.upTo()).startsWith(1L, 2L, 5L).endsWith(2_000L, 5_000L);
        assertThat(roundTrips.counts()).containsExactly(2, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1);
        assertThat(roundTrips.mean()).isCloseTo(1808.58, within(0.01));
    }

    @Test
    void whoWasCutForItsSilenceIsToldApartAndNobodysWordsAreRepeated() {
        statistics.closed(connection(), CloseStatus.of(CloseReason.TIMED_OUT));
        statistics.closed(connection(), new CloseStatus(4000, "<script>alert(1)</script>"));
        statistics.closed(connection(), new CloseStatus(4000, "something else"));

        Snapshot told = snapshots.take();

        assertThat(told.ends()).extracting(Snapshot.OneEnd::evicted).containsExactly(false, false, true);
        assertThat(told.reasons()).containsExactly(Map.entry("other", 2), Map.entry("timed_out", 1));
        assertThat(JsonMapper.shared().writeValueAsString(told)).doesNotContain("script");
    }

    @Test
    void anEventIsSomeKilobytesWhateverIsOpen() {
        String longest = "\"\\".repeat(1_000);
        for (int i = 0; i < 2_000; i++) {
            Connection connection = connection();
            statistics.frames(connection, Direction.INCOMING, i, i);
            statistics.roundTrip(connection, i);
            statistics.error(
                    connection,
                    new ConnectionProblem(longest, ErrorCode.Category.DISCOVERY, ErrorCode.Severity.CRITICAL));
        }
        for (int i = 0; i < 200; i++) {
            statistics.closed(connection(), new CloseStatus(1000, longest));
        }

        Snapshot full = snapshots.take();

        assertThat(full.open()).isEqualTo(2_000);
        assertThat(full.talkers()).hasSize(8).extracting(Talker::bytes).startsWith(1_999L, 1_998L);
        assertThat(full.errors()).hasSize(10);
        assertThat(full.ends()).hasSize(10);
        assertThat(JsonMapper.shared().writeValueAsBytes(full)).hasSizeLessThan(16 * 1024);
    }

    private Connection connection() {
        return wire.connection(1_000, statistics);
    }
}
