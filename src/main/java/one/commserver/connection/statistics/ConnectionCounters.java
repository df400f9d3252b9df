package one.commserver.connection.statistics;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.NanoClock;
import one.commserver.connection.statistics.Statistics.ConnectionStats;
import one.commserver.wire.Direction;
import one.commserver.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/// What is counted of one connection. Its own thread writes, anybody reads.
///
/// The counts are fields, since there is one of these for each connection.
final class ConnectionCounters implements OpenConnection {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int SHOWN_CHARACTERS = 64;

    private static final AtomicLongFieldUpdater<ConnectionCounters> MESSAGES_RECEIVED = field("messagesReceived");
    private static final AtomicLongFieldUpdater<ConnectionCounters> MESSAGES_SENT = field("messagesSent");
    private static final AtomicLongFieldUpdater<ConnectionCounters> BYTES_RECEIVED = field("bytesReceived");
    private static final AtomicLongFieldUpdater<ConnectionCounters> BYTES_SENT = field("bytesSent");

    private final Connection connection;
    private final NanoClock clock;
    private final Instant startTime;
    private final AtomicLongArray nanosIn = new AtomicLongArray(ConnectionState.values().length);
    private volatile long messagesReceived;
    private volatile long messagesSent;
    private volatile long bytesReceived;
    private volatile long bytesSent;
    private volatile ConnectionState state;
    private volatile long stateSince;
    private volatile long latencyNanos = -1;
    private volatile List<PluginCounters> plugins = List.of();

    ConnectionCounters(Connection connection, Instant startTime, NanoClock clock) {
        this.connection = connection;
        this.startTime = startTime;
        this.clock = clock;
        this.state = connection.state();
        this.stateSince = clock.nanos();
    }

    @Override
    public Connection connection() {
        return connection;
    }

    void carried(Direction direction, long messages, long bytes) {
        if (direction == Direction.INCOMING) {
            MESSAGES_RECEIVED.lazySet(this, messagesReceived + messages);
            BYTES_RECEIVED.lazySet(this, bytesReceived + bytes);
        } else {
            MESSAGES_SENT.lazySet(this, messagesSent + messages);
            BYTES_SENT.lazySet(this, bytesSent + bytes);
        }
    }

    void entered(ConnectionState next, ConnectionState from, long nanos) {
        nanosIn.set(index(from), nanosIn.get(index(from)) + nanos);
        stateSince = clock.nanos();
        state = next;
    }

    void plugins(List<String> order) {
        plugins = order.stream().map(this::pluginNamed).toList();
    }

    void pluginRan(String name, long bytes, long nanos) {
        for (PluginCounters plugin : plugins) {
            if (plugin.name().equals(name)) {
                plugin.ran(bytes, nanos);
                return;
            }
        }
    }

    void roundTrip(long nanos) {
        latencyNanos = nanos;
    }

    /// The last round trip in milliseconds, or null.
    @Nullable Double latency() {
        long nanos = latencyNanos;
        return nanos < 0 ? null : nanos / NANOS_PER_MILLI;
    }

    @Override
    public long latencyNanos() {
        return latencyNanos;
    }

    @Override
    public long messages() {
        return messagesReceived + messagesSent;
    }

    @Override
    public long bytes() {
        return bytesReceived + bytesSent;
    }

    @Override
    public ConnectionStats read() {
        var labels = connection.labels();
        var identity = labels.identity();
        var instance = labels.instance();
        return new ConnectionStats(
                connection.id(),
                state,
                startTime,
                connection.route().toString(),
                labels.dialect(),
                labels.kind(),
                identity == null ? null : identity.toString(),
                instance == null ? null : Printable.of(instance, SHOWN_CHARACTERS),
                messagesReceived,
                messagesSent,
                bytesReceived,
                bytesSent,
                latency(),
                timeInState(),
                plugins.stream().map(PluginCounters::read).toList());
    }

    private Map<ConnectionState, Duration> timeInState() {
        Map<ConnectionState, Duration> times = new EnumMap<>(ConnectionState.class);
        ConnectionState now = state;
        for (ConnectionState each : ConnectionState.values()) {
            long nanos = nanosIn.get(index(each));
            if (each == now) {
                nanos += clock.nanos() - stateSince;
            }
            if (nanos > 0 || each == now) {
                times.put(each, Duration.ofNanos(nanos));
            }
        }
        return times;
    }

    private PluginCounters pluginNamed(String name) {
        return plugins.stream()
                .filter(known -> known.name().equals(name))
                .findAny()
                .orElseGet(() -> new PluginCounters(name));
    }

    private static AtomicLongFieldUpdater<ConnectionCounters> field(String name) {
        return AtomicLongFieldUpdater.newUpdater(ConnectionCounters.class, name);
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array of this process, stored nowhere
    private static int index(ConnectionState state) {
        return state.ordinal();
    }
}
