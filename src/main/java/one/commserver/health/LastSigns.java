package one.commserver.health;

import one.commserver.connection.Connection;
import one.commserver.connection.NanoClock;

import java.time.Duration;

/// How long a connection counts as silent: since it last showed a sign of life, or since everybody was taken to be
/// alive.
final class LastSigns {

    private final NanoClock clock;
    private volatile long everybodySeen;

    LastSigns(NanoClock clock) {
        this.clock = clock;
        this.everybodySeen = clock.nanos();
    }

    /// Whoever was silent until now had no chance to be heard.
    void everybodyWasSeen() {
        everybodySeen = clock.nanos();
    }

    Duration silence(Connection connection) {
        long now = clock.nanos();
        return Duration.ofNanos(Math.min(now - connection.lastActivity(), now - everybodySeen));
    }
}
