package one.commserver.connection.statistics;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionId;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.NanoClock;
import one.commserver.connection.statistics.Statistics.ClosedConnection;
import one.commserver.connection.statistics.Statistics.ConnectionStats;
import one.commserver.connection.statistics.Statistics.ErrorEntry;
import one.commserver.connection.statistics.Statistics.Global;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.Direction;
import one.commserver.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Counts what happens to all connections that have it as their observer. [#stats] and [#report] may be called on
/// any thread.
///
/// Its memory is bounded by the number of open connections and by the two `max` of the constructor. It keeps
/// neither content nor whole identities.
public final class ConnectionStatistics implements ConnectionObserver {

    /// How many errors and ended connections are kept, unless said otherwise.
    public static final int DEFAULT_RECENT = 100;

    private static final int SHOWN_CHARACTERS = 200;
    private static final double BITS_PER_MEGABIT = 1e6;

    private final InstantSource wallClock;
    private final NanoClock clock;
    private final Instant startTime;
    private final long startedAt;
    private final Map<ConnectionId, ConnectionCounters> open = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> calls =
            Map.of(
                    "send", new LongAdder(),
                    "close", new LongAdder(),
                    "terminate", new LongAdder(),
                    "addPlugin", new LongAdder());
    private final LongAdder opened = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder messagesReceived = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final Latencies latencies = new Latencies();
    private final RollingRate messages;
    private final RollingRate bytes;
    private final Recent<ErrorEntry> recentErrors;
    private final Recent<ClosedConnection> recentlyClosed;

    public ConnectionStatistics(InstantSource wallClock, NanoClock clock) {
        this(wallClock, clock, DEFAULT_RECENT, DEFAULT_RECENT);
    }

    /// @param maxErrors how many errors are kept
    /// @param maxClosed how many ended connections are kept
    public ConnectionStatistics(InstantSource wallClock, NanoClock clock, int maxErrors, int maxClosed) {
        this.wallClock = wallClock;
        this.clock = clock;
        this.startTime = wallClock.instant();
        this.startedAt = clock.nanos();
        this.messages = new RollingRate(clock);
        this.bytes = new RollingRate(clock);
        this.recentErrors = new Recent<>(maxErrors);
        this.recentlyClosed = new Recent<>(maxClosed);
    }

    /// The numbers as they are now.
    public Statistics stats() {
        return statistics(Integer.MAX_VALUE);
    }

    /// The same to be read in a terminal; whoever has many connections reads of the oldest of them.
    public String report() {
        return StatisticsReport.of(statistics(StatisticsReport.SHOWN), wallClock.instant());
    }

    /// What went wrong lately, newest first.
    public List<ErrorEntry> recentErrors() {
        return recentErrors.newestFirst();
    }

    /// What has ended lately, newest first.
    public List<ClosedConnection> recentlyClosed() {
        return recentlyClosed.newestFirst();
    }

    /// The open connections that match, in no order. Nothing of them is copied: whoever looks through many reads few.
    public Stream<OpenConnection> connections(Predicate<Connection> which) {
        return open.values().stream().filter(each -> which.test(each.connection())).map(each -> each);
    }

    /// One that is open.
    public Optional<ConnectionStats> connection(ConnectionId id) {
        return Optional.ofNullable(open.get(id)).map(ConnectionCounters::read);
    }

    private Statistics statistics(int mostConnections) {
        return new Statistics(
                global(),
                open.values().stream()
                        .sorted(Comparator.comparingLong(each -> each.connection().id().number()))
                        .limit(mostConnections)
                        .map(ConnectionCounters::read)
                        .toList(),
                recentErrors.newestFirst(),
                recentlyClosed.newestFirst());
    }

    @Override
    public void opened(Connection connection) {
        opened.increment();
        open.put(connection.id(), new ConnectionCounters(connection, wallClock.instant(), clock));
    }

    @Override
    public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
        if (to == ConnectionState.FAILED) {
            failed.increment();
        }
        ConnectionCounters counters = of(connection);
        if (counters != null) {
            counters.entered(to, from, nanos);
        }
    }

    @Override
    public void pluginAdded(Connection connection, String plugin, List<String> order) {
        ConnectionCounters counters = of(connection);
        if (counters != null) {
            counters.plugins(order);
        }
    }

    @Override
    public void pluginRan(Connection connection, String plugin, Direction direction, int size, long nanos) {
        ConnectionCounters counters = of(connection);
        if (counters != null) {
            counters.pluginRan(plugin, size, nanos);
        }
    }

    @Override
    public void message(Connection connection, Direction direction, int size) {
        frames(connection, direction, 1, size);
    }

    @Override
    public void frames(Connection connection, Direction direction, long count, long size) {
        messages.add(count);
        bytes.add(size);
        if (direction == Direction.INCOMING) {
            messagesReceived.add(count);
            bytesReceived.add(size);
        }
        ConnectionCounters counters = of(connection);
        if (counters != null) {
            counters.carried(direction, count, size);
        }
    }

    @Override
    public void roundTrip(Connection connection, long nanos) {
        latencies.add(nanos);
        ConnectionCounters counters = of(connection);
        if (counters != null) {
            counters.roundTrip(nanos);
        }
    }

    @Override
    public void called(Connection connection, String method) {
        LongAdder counter = calls.get(method);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void error(Connection connection, ConnectionProblem problem) {
        errors.increment();
        recentErrors.add(
                new ErrorEntry(
                        connection.id(),
                        Printable.of(problem.error(), SHOWN_CHARACTERS),
                        problem.type(),
                        problem.severity(),
                        wallClock.instant()));
    }

    @Override
    public void closed(Connection connection, CloseStatus status) {
        ConnectionCounters counters = open.remove(connection.id());
        if (counters != null) {
            recentlyClosed.add(
                    new ClosedConnection(
                            counters.read(),
                            wallClock.instant(),
                            clock.since(connection.openedAt()),
                            status.code(),
                            Printable.of(status.text(), SHOWN_CHARACTERS)));
        }
    }

    private @Nullable ConnectionCounters of(Connection connection) {
        return open.get(connection.id());
    }

    /// All connections together.
    public Global global() {
        Duration uptime = clock.since(startedAt);
        // what is a part is read before its whole, which has grown first: so no part is more than its whole
        long failures = failed.sum();
        long problems = errors.sum();
        long received = messagesReceived.sum();
        long receivedBytes = bytesReceived.sum();
        long count = messages.total();
        long size = bytes.total();
        Map<String, Long> called = new TreeMap<>();
        calls.forEach((name, counter) -> called.put(name, counter.sum()));
        long connections = opened.sum();
        Latencies.Reading roundTrips = latencies.read();
        OptionalDouble latency =
                open.values().stream()
                        .map(ConnectionCounters::latency)
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .average();
        return new Global(
                startTime,
                uptime,
                connections,
                open.size(),
                failures,
                count,
                received,
                count - received,
                size,
                receivedBytes,
                size - receivedBytes,
                problems,
                bytes.perSecond() * Byte.SIZE / BITS_PER_MEGABIT,
                messages.perSecond(),
                latency.isPresent() ? latency.getAsDouble() : null,
                count == 0 ? 0 : (double) size / count,
                connections * 60.0 / Math.max(1, uptime.toSeconds()),
                called,
                connections == 0 ? 1 : Math.clamp(1 - (double) failures / connections, 0, 1),
                count == 0 ? 0 : (double) problems / count,
                roundTrips.percentile(50),
                roundTrips.percentile(95),
                roundTrips.percentile(99),
                roundTrips.buckets());
    }
}
