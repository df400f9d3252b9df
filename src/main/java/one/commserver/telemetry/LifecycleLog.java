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

import java.time.Duration;

/// Writes a line for the beginning, the use and the end of a connection, and for each error. Never content, never a
/// whole identity.
///
/// A connection that got as far as being used ends with a line at INFO, any other one at DEBUG: anybody can make
/// such ones. An error's level follows its severity: DEBUG, INFO, WARN, ERROR.
public final class LifecycleLog implements ConnectionObserver {

    private static final Logger LOG = LoggerFactory.getLogger(LifecycleLog.class);
    private static final int SHOWN_CHARACTERS = 123;

    private final NanoClock clock;

    /// @param clock of the connections
    public LifecycleLog(NanoClock clock) {
        this.clock = clock;
    }

    @Override
    public void opened(Connection connection) {
        LOG.debug("{} opened, {}", connection.id(), connection.route());
    }

    @Override
    public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
        if (to == ConnectionState.ACTIVE && LOG.isInfoEnabled()) {
            LOG.info("{} active, {}", connection.id(), who(connection));
        }
    }

    @Override
    public void error(Connection connection, ConnectionProblem problem) {
        LOG.atLevel(levelOf(problem.severity()))
                .log(
                        "{} {}: {} ({})",
                        connection.id(),
                        TagValues.of(problem.severity()),
                        Printable.of(problem.error(), SHOWN_CHARACTERS),
                        TagValues.of(problem.type()));
    }

    @Override
    public void closed(Connection connection, CloseStatus status) {
        Duration lifetime = clock.since(connection.openedAt());
        LOG.atLevel(connection.labels().identity() == null ? Level.DEBUG : Level.INFO)
                .log(
                        "{} {} after {} ms with {} '{}', {}",
                        connection.id(),
                        TagValues.of(connection.state()),
                        lifetime.toMillis(),
                        status.code(),
                        Printable.of(status.text(), SHOWN_CHARACTERS),
                        who(connection));
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
