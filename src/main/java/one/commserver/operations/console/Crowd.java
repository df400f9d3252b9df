package one.commserver.operations.console;

import one.commserver.connection.ConnectionState;
import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.connection.statistics.OpenConnection;
import one.commserver.operations.Best;
import one.commserver.protocol.ConnectionKind;
import one.commserver.telemetry.ConnectionMeter;
import one.commserver.telemetry.MeterTag;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// One look at all open connections, which keeps numbers only.
final class Crowd {

    private static final String NO_KIND = "none";
    private static final double NANOS_PER_MILLI = 1e6;

    /// Of the meter of round trips, in nanoseconds.
    private static final long[] BOUNDS =
            ConnectionMeter.ROUND_TRIP.spec().buckets().stream().mapToLong(Duration::toNanos).toArray();

    private final Map<ConnectionState, Integer> states = new EnumMap<>(ConnectionState.class);
    private final Map<String, Integer> kinds = new TreeMap<>();
    private final int[] roundTrips = new int[BOUNDS.length + 1];
    private final Best<Talker> talkers;
    private long roundTripNanos;
    private int withRoundTrip;
    private int open;

    /// A connection and what it has moved, read once: numbers that change while they are sorted have no order.
    record Talker(OpenConnection connection, long bytes) {}

    private Crowd(int mostTalkers) {
        talkers =
                new Best<>(
                        mostTalkers,
                        Comparator.comparingLong(Talker::bytes)
                                .reversed()
                                .thenComparingLong(each -> each.connection().connection().id().number()));
    }

    /// @param mostTalkers how many of those are remembered that have moved most
    static Crowd of(ConnectionStatistics statistics, int mostTalkers) {
        var crowd = new Crowd(mostTalkers);
        statistics.connections(each -> true).forEach(crowd::add);
        return crowd;
    }

    int open() {
        return open;
    }

    Map<String, Integer> states() {
        Map<String, Integer> words = new LinkedHashMap<>();
        states.forEach((state, number) -> words.put(MeterTag.word(state), number));
        return words;
    }

    Map<String, Integer> kinds() {
        return kinds;
    }

    Snapshot.RoundTrips roundTrips() {
        Double mean = withRoundTrip == 0 ? null : roundTripNanos / NANOS_PER_MILLI / withRoundTrip;
        List<Long> bounds = ConnectionMeter.ROUND_TRIP.spec().buckets().stream().map(Duration::toMillis).toList();
        return new Snapshot.RoundTrips(mean, bounds, IntStream.of(roundTrips).boxed().toList());
    }

    /// Whoever has moved most comes first.
    List<Talker> talkers() {
        return talkers.from(0);
    }

    private void add(OpenConnection each) {
        open++;
        states.merge(each.connection().state(), 1, Integer::sum);
        ConnectionKind kind = each.connection().labels().kind();
        kinds.merge(kind == null ? NO_KIND : kind.wireName(), 1, Integer::sum);
        talkers.add(new Talker(each, each.bytes()));
        long nanos = each.latencyNanos();
        if (nanos >= 0) {
            withRoundTrip++;
            roundTripNanos += nanos;
            roundTrips[bucket(nanos)]++;
        }
    }

    private static int bucket(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS.length && nanos > BOUNDS[bucket]) {
            bucket++;
        }
        return bucket;
    }
}
