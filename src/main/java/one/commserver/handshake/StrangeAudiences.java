package one.commserver.handshake;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import one.commserver.connection.NanoClock;
import one.commserver.wire.Printable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/// Tells the operator by which unknown names clients dial this server: most often a name that is missing in the
/// configuration. Each name is said once a minute, and few names, because strangers choose them. Any thread.
///
/// Spec: chapter 3, audience.
final class StrangeAudiences {

    private static final Logger LOG = LoggerFactory.getLogger(StrangeAudiences.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int LONGEST = 255;

    /// How many names are said in a minute.
    static final int MOST = 20;

    private final Cache<String, Boolean> said;

    StrangeAudiences(NanoClock clock) {
        said = Caffeine.newBuilder().expireAfterWrite(MINUTE).ticker(clock::nanos).executor(Runnable::run).build();
    }

    void refused(String audience) {
        if (hasRoom() && said.asMap().putIfAbsent(audience, true) == null) {
            LOG.warn(
                    "Refused the audience '{}': add it to commserver.handshake.audiences if clients reach this server"
                            + " by that name",
                    Printable.of(audience, LONGEST));
        }
    }

    private boolean hasRoom() {
        if (said.estimatedSize() >= MOST) {
            said.cleanUp();
        }
        return said.estimatedSize() < MOST;
    }
}
