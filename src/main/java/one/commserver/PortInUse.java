package one.commserver;

import one.commserver.connection.ConnectionError;
import one.commserver.wire.Wire;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/// Tells in one line that the port is taken: no stack trace, no box.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PortInUse extends AbstractFailureAnalyzer<PortInUseException> {

    private static final String MANAGEMENT_PORT = "management.server.port";

    private final Environment environment;

    PortInUse(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
        boolean management = cause.getPort() == environment.getProperty(MANAGEMENT_PORT, Integer.class, 0);
        String property = management ? MANAGEMENT_PORT : "server.port";
        var route = new Wire.Route(management ? "operators" : "clients", "port " + cause.getPort());
        ConnectionError failed =
                new ConnectionError.BindFailed(
                        "port " + cause.getPort() + " is in use; choose another one with --" + property + "=PORT",
                        route,
                        cause);
        return new FailureAnalysis(String.valueOf(failed.getMessage()), null, failed);
    }

    /// Writes what the analyzers of a failed start have found, in one line each.
    static final class OneLine implements FailureAnalysisReporter {

        private static final Logger LOG = LoggerFactory.getLogger("one.commserver.start");

        @Override
        public void report(FailureAnalysis analysis) {
            String action = analysis.getAction() == null ? "" : " " + analysis.getAction();
            LOG.error("The server can't start: {}{}", analysis.getDescription(), action);
        }
    }
}
