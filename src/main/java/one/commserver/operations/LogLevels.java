package one.commserver.operations;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.actuate.logging.LoggersEndpoint;
import org.springframework.boot.logging.LogLevel;

import java.util.EnumSet;
import java.util.Set;

/// What of `/actuator/loggers` can be changed. Below INFO libraries tell what they send, whole identities and keys of
/// Redis among it, so only the server's own loggers, which never do, can be made to say more. And nobody can turn off
/// what is written down of changes.
@EndpointWebExtension(endpoint = LoggersEndpoint.class)
public final class LogLevels {

    private static final String OURS = "one.commserver";
    private static final String AUDIT = "audit";
    private static final Set<LogLevel> TALKATIVE = EnumSet.of(LogLevel.TRACE, LogLevel.DEBUG);

    private final LoggersEndpoint loggers;

    LogLevels(LoggersEndpoint loggers) {
        this.loggers = loggers;
    }

    /// Changes the level of a logger, or of a group of them.
    ///
    /// @param name of either
    /// @param configuredLevel null: as the logger above
    @WriteOperation
    public void configureLogLevel(@Selector String name, @Nullable LogLevel configuredLevel) {
        if (configuredLevel != null && TALKATIVE.contains(configuredLevel) && !isOurs(name)) {
            throw refused("below INFO only " + OURS + " and what is in it can be set");
        }
        if (name.equals(AUDIT)) {
            throw refused("the level of audit cannot be changed");
        }
        loggers.configureLogLevel(name, configuredLevel);
    }

    private static boolean isOurs(String name) {
        return name.equals(OURS) || name.startsWith(OURS + ".");
    }

    private static InvalidEndpointRequestException refused(String why) {
        return new InvalidEndpointRequestException(why, why);
    }
}
