package one.commserver.telemetry;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.NanoClock;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.Printable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import java.time.Duration;

/// Writes a line for the beginning, the use and the end of a connection, and for each error. Never content, never a
/// whole identity.
///
/// A connection that got as far as being used ends with a line at INFO, any other one at DEBUG: anybody can make
/// such ones. So are errors that a client makes: it can make thousands in a second. They are counted, and the last
/// ones can be asked for. Those of the server itself follow their severity: DEBUG, INFO, WARN, ERROR; but a client may
/// know how to provoke them, so they have a budget.
public final class LifecycleLog implements ConnectionObserver {

    private static final Logger LOG = LoggerFactory.getLogger(LifecycleLog.class);
    private static final int SHOWN_CHARACTERS = 123;

    private final NanoClock clock;
    private final LogBudget budget;

    /// @param clock of the connections
    public LifecycleLog(NanoClock clock) {
        this.clock = clock;
        this.budget = new LogBudget(clock);
    }

    @Override
    public void opened(Connection connection) {
        about(connection, Level.DEBUG).addArgument(connection.id()).addArgument(connection::route).log("{} opened, {}");
    }

    @Override
    public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
        if (to == ConnectionState.ACTIVE && LOG.isInfoEnabled()) {
            about(connection, Level.INFO).log("{} active, {}", connection.id(), who(connection));
        }
    }

    @Override
    public void error(Connection connection, ConnectionProblem problem) {
        boolean ours = problem.type() == ErrorCode.Category.SERVER;
        Level level = ours ? levelOf(problem.severity()) : Level.DEBUG;
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        if (ours) {
            budget.write(more -> tell(connection, problem, level, more));
        } else {
            tell(connection, problem, level, "");
        }
    }

    private static void tell(Connection connection, ConnectionProblem problem, Level level, String more) {
        about(connection, level)
                .log(
                        "{} {}: {} ({}){}",
                        connection.id(),
                        TagValues.of(problem.severity()),
                        Printable.of(problem.error(), SHOWN_CHARACTERS),
                        TagValues.of(problem.type()),
                        more);
    }

    @Override
    public void closed(Connection connection, CloseStatus status) {
        Level level = connection.labels().identity() == null ? Level.DEBUG : Level.INFO;
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        Duration lifetime = clock.since(connection.openedAt());
        about(connection, level)
                .log(
                        "{} {} after {} ms with {} '{}', {}",
                        connection.id(),
                        TagValues.of(connection.state()),
                        lifetime.toMillis(),
                        status.code(),
                        Printable.of(status.text(), SHOWN_CHARACTERS),
                        who(connection));
    }

    private static LoggingEventBuilder about(Connection connection, Level level) {
        LoggingEventBuilder line = LOG.atLevel(level);
        return LOG.isEnabledForLevel(level) ? line.addKeyValue(LogFields.CONNECTION, connection.id().toString()) : line;
    }

    private static String who(Connection connection) {
        ConnectionLabels labels = connection.labels();
        return labels.dialect()
                + " "
                + TagValues.of(labels.kind())
                + " "
                + (labels.identity() == null ? "unknown" : labels.identity());
    }

    private static Level levelOf(ErrorCode.Severity severity) {
        return switch (severity) {
            case INFO -> Level.DEBUG;
            case WARNING -> Level.INFO;
            case ERROR -> Level.WARN;
            case CRITICAL -> Level.ERROR;
        };
    }
}
