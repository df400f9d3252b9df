package one.commserver.telemetry;

import static one.commserver.telemetry.ConnectionMeter.ACTIVE;
import static one.commserver.telemetry.ConnectionMeter.CLOSED;
import static one.commserver.telemetry.ConnectionMeter.ERRORS;
import static one.commserver.telemetry.ConnectionMeter.FRAMES;
import static one.commserver.telemetry.ConnectionMeter.FRAME_BYTES;
import static one.commserver.telemetry.ConnectionMeter.LIFETIME;
import static one.commserver.telemetry.ConnectionMeter.MESSAGES;
import static one.commserver.telemetry.ConnectionMeter.MESSAGE_BYTES;
import static one.commserver.telemetry.ConnectionMeter.OPEN;
import static one.commserver.telemetry.ConnectionMeter.OPENED;
import static one.commserver.telemetry.ConnectionMeter.ROUND_TRIP;
import static one.commserver.telemetry.ConnectionMeter.STATE_TIME;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionId;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.NanoClock;
import one.commserver.protocol.ConnectionKind;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.Direction;

import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what happens to connections in the meters of [ConnectionMeter].
public final class MeterObserver implements ConnectionObserver {

    private final MeterRegistry registry;
    private final NanoClock clock;
    private final Counter opened;
    private final Map<ConnectionState, AtomicInteger> open = new EnumMap<>(ConnectionState.class);
    private final Map<ConnectionState, Timer> stateTime = new EnumMap<>(ConnectionState.class);
    private final Map<Speech, AtomicInteger> active = new ConcurrentHashMap<>();
    private final Map<ConnectionId, AtomicInteger> countedAsActive = new ConcurrentHashMap<>();
    private final Map<Traffic, Counter> traffic = new ConcurrentHashMap<>();

    /// What a connection is for and what it speaks.
    private record Speech(@Nullable ConnectionKind kind, DialectTag dialect) {

        private static Speech of(Connection connection) {
            ConnectionLabels labels = connection.labels();
            return new Speech(labels.kind(), DialectTag.of(labels.dialect()));
        }

        private Tags tags() {
            return Tags.of(
                    TagValues.of(ConnectionMeter.Tag.KIND), TagValues.of(kind),
                    TagValues.of(ConnectionMeter.Tag.DIALECT), TagValues.of(dialect));
        }
    }

    private record Traffic(ConnectionMeter meter, Direction direction, Speech speech) {}

    /// @param clock of the connections
    public MeterObserver(MeterRegistry registry, NanoClock clock) {
        this.registry = registry;
        this.clock = clock;
        this.opened = counter(OPENED, Tags.empty());
        for (ConnectionState state : ConnectionState.values()) {
            Tags tags = tag(ConnectionMeter.Tag.STATE, TagValues.of(state));
            if (!state.isFinal()) {
                open.put(state, registry.gauge(OPEN.meterName(), tags, new AtomicInteger()));
                stateTime.put(state, registry.timer(STATE_TIME.meterName(), tags));
            }
        }
    }

    @Override
    public void opened(Connection connection) {
        opened.increment();
        change(connection.state(), 1);
    }

    @Override
    public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
        change(from, -1);
        change(to, 1);
        Timer timer = stateTime.get(from);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
        if (to == ConnectionState.ACTIVE) {
            AtomicInteger gauge = active.computeIfAbsent(Speech.of(connection), this::activeGauge);
            gauge.incrementAndGet();
            countedAsActive.put(connection.id(), gauge);
        } else {
            endActive(connection);
        }
    }

    @Override
    public void message(Connection connection, Direction direction, int bytes) {
        Speech speech = Speech.of(connection);
        count(new Traffic(MESSAGES, direction, speech), 1);
        count(new Traffic(MESSAGE_BYTES, direction, speech), bytes);
    }

    @Override
    public void frames(Connection connection, Direction direction, long count, long bytes) {
        Speech speech = Speech.of(connection);
        count(new Traffic(FRAMES, direction, speech), count);
        count(new Traffic(FRAME_BYTES, direction, speech), bytes);
    }

    @Override
    public void roundTrip(Connection connection, long nanos) {
        registry.timer(ROUND_TRIP.meterName(), Speech.of(connection).tags()).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void error(Connection connection, ConnectionProblem problem) {
        Tags category = tag(ConnectionMeter.Tag.CATEGORY, TagValues.of(problem.type()));
        counter(ERRORS, category.and(tag(ConnectionMeter.Tag.SEVERITY, TagValues.of(problem.severity())))).increment();
    }

    @Override
    public void closed(Connection connection, CloseStatus status) {
        Tags speech = Speech.of(connection).tags();
        counter(CLOSED, speech.and(tag(ConnectionMeter.Tag.REASON, TagValues.of(status)))).increment();
        registry.timer(LIFETIME.meterName(), speech).record(clock.since(connection.openedAt()));
        endActive(connection);
    }

    private void endActive(Connection connection) {
        AtomicInteger gauge = countedAsActive.remove(connection.id());
        if (gauge != null) {
            gauge.decrementAndGet();
        }
    }

    private void change(ConnectionState state, int by) {
        AtomicInteger gauge = open.get(state);
        if (gauge != null) {
            gauge.addAndGet(by);
        }
    }

    private AtomicInteger activeGauge(Speech speech) {
        AtomicInteger number = new AtomicInteger();
        registry.gauge(ACTIVE.meterName(), speech.tags(), number);
        return number;
    }

    private void count(Traffic what, long amount) {
        Counter counter = traffic.get(what);
        if (counter == null) {
            counter = traffic.computeIfAbsent(what, this::trafficCounter);
        }
        counter.increment((double) amount);
    }

    private Counter trafficCounter(Traffic what) {
        Tags direction = tag(ConnectionMeter.Tag.DIRECTION, TagValues.of(what.direction));
        return counter(what.meter, direction.and(what.speech.tags()));
    }

    private Counter counter(ConnectionMeter meter, Tags tags) {
        return registry.counter(meter.meterName(), tags);
    }

    private static Tags tag(ConnectionMeter.Tag tag, String value) {
        return Tags.of(TagValues.of(tag), value);
    }
}
