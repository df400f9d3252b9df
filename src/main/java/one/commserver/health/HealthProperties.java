package one.commserver.health;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/// How connections are watched. `application.yaml` also takes the three from the environment variables
/// `HEARTBEAT_INTERVAL_MS`, `CONNECTION_TIMEOUT_MS` and `STATS_INTERVAL_MS`, in milliseconds. Each is at most a
/// day.
///
/// @param heartbeatInterval from one ping of a link to its next; zero: none are sent
/// @param connectionTimeout how long a link may be without any sign of life before it is cut, give or take one tick
///     of the timer; longer than the heartbeat interval, best three times that; zero: none is ever cut for silence
/// @param statsInterval from one line of statistics to the next; zero: none are written
@ConfigurationProperties("commserver.health")
public record HealthProperties(
        @DefaultValue("15s") Duration heartbeatInterval,
        @DefaultValue("45s") Duration connectionTimeout,
        @DefaultValue("60s") Duration statsInterval) {

    private static final Duration LONGEST = Duration.ofDays(1);

    public HealthProperties {
        check("heartbeat-interval", heartbeatInterval);
        check("connection-timeout", connectionTimeout);
        check("stats-interval", statsInterval);
        if (connectionTimeout.isPositive() && connectionTimeout.compareTo(heartbeatInterval) <= 0) {
            throw new IllegalArgumentException(
                    "commserver.health.connection-timeout must be longer than commserver.health.heartbeat-interval");
        }
    }

    private static void check(String name, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("commserver.health." + name + " must be from 0 to " + LONGEST);
        }
    }
}
