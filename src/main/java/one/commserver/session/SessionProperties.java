package one.commserver.session;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/// What authenticated clients are told.
///
/// @param heartbeatInterval how often a client should send `heartbeat` on a control connection
@ConfigurationProperties("commserver.session")
public record SessionProperties(@DefaultValue("30s") Duration heartbeatInterval) {

    public SessionProperties {
        if (!heartbeatInterval.isPositive()) {
            throw new IllegalArgumentException("commserver.session.heartbeat-interval must be positive");
        }
    }
}
