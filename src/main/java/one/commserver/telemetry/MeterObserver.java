package one.commserver.telemetry;

import static one.commserver.telemetry.ConnectionMeter.ERRORS;
import static one.commserver.telemetry.ConnectionMeter.OPEN;
import static one.commserver.telemetry.ConnectionMeter.OPENED;
import static one.commserver.telemetry.ConnectionMeter.STATE_TIME;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionId;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.NanoClock;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.Direction;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what happens to connections in the meters of [ConnectionMeter].
///
/// Each meter is looked up once, so what comes with each message is an index and an addition. Errors are there with 0
/// before the first one: an alert can't see a rise of what wasn't there.
public final class MeterObserver implements ConnectionObserver {

    private final NanoClock clock;
    private final SpeechMeters.All speeches;
    private final Counter opened;
    private final Map<ConnectionState, AtomicInteger> open = new EnumMap<>(ConnectionState.class);
    private final Map<ConnectionState, Timer> stateTime = new EnumMap<>(ConnectionState.class);
    private final Map<ConnectionId, AtomicInteger> countedAsActive = new ConcurrentHashMap<>();
    private final Map<ErrorCode.Category, Map<ErrorCode.Severity, Counter>> errors =
            new EnumMap<>(ErrorCode.Category.class);

    /// @param clock of the connections
    public MeterObserver(MeterRegistry registry, NanoClock clock) {
        var meters = new Meters(registry);
        this.clock = clock;
        this.speeches = new SpeechMeters.All(meters);
        this.opened = meters.counter(OPENED);
        for (ConnectionState state : ConnectionState.values()) {
            if (!state.isFinal()) {
                var number = new AtomicInteger();
                meters.gauge(OPEN, number, AtomicInteger::get, TagValues.of(state));
                open.put(state, number);
                stateTime.put(state, meters.timer(STATE_TIME, TagValues.of(state)));
            }
        }
        for (ErrorCode.Category type : ErrorCode.Category.values()) {
            Map<ErrorCode.Severity, Counter> bySeverity = new EnumMap<>(ErrorCode.Severity.class);
            for (ErrorCode.Severity severity : ErrorCode.Severity.values()) {
                bySeverity.put(severity, meters.counter(ERRORS, TagValues.of(type), TagValues.of(severity)));
            }
            errors.put(type, bySeverity);
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
            SpeechMeters meters = speeches.of(connection);
            meters.handshake().record(clock.nanos() - connection.openedAt(), TimeUnit.NANOSECONDS);
            meters.active().incrementAndGet();
            countedAsActive.put(connection.id(), meters.active());
        } else {
            endActive(connection);
        }
    }

    @Override
    public void message(Connection connection, Direction direction, int bytes) {
        speeches.of(connection).traffic(direction).message(bytes);
    }

    @Override
    public void frames(Connection connection, Direction direction, long count, long bytes) {
        speeches.of(connection).traffic(direction).frames(count, bytes);
    }

    @Override
    public void roundTrip(Connection connection, long nanos) {
        speeches.of(connection).roundTrip().record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void error(Connection connection, ConnectionProblem problem) {
        Map<ErrorCode.Severity, Counter> bySeverity = errors.get(problem.type());
        Counter counter = bySeverity == null ? null : bySeverity.get(problem.severity());
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void closed(Connection connection, CloseStatus status) {
        SpeechMeters meters = speeches.of(connection);
        meters.closed(TagValues.of(status)).increment();
        meters.lifetime().record(clock.nanos() - connection.openedAt(), TimeUnit.NANOSECONDS);
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
}
