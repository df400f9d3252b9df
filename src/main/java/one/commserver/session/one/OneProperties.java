package one.commserver.session.one;

import one.commserver.crypto.box.BoxPublicKey;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/// How the ONE dialect is spoken here.
///
/// @param policy who may register a key, and whom somebody may ask for
/// @param keys that `LISTED` allows, each as 64 hexadecimal digits
/// @param pingInterval how long after its last answer a waiting client is asked whether it is still there; it is told
///     so when it registers, and takes the server for dead 4 s after a missing question. From 1 s to an hour
/// @param pongTimeout how long it may take to answer; then it is cut. A second, as other servers have it, is less than
///     a phone needs to wake up; and nobody is kept waiting long, since who asks for it meanwhile gets another spare
///     when this one doesn't answer. From 100 ms to 5 min
/// @param registrationsPerAddress how often an address may begin to register within a minute; at least 1
/// @param requestsPerAddress how often an address may ask for somebody within a minute; at least 1
/// @param requestsPerTarget how often the same key may be asked for within a minute, by anybody: each request costs its
///     owner a spare; at least 1
@ConfigurationProperties("commserver.one")
public record OneProperties(
        @DefaultValue("open") Policy policy,
        @DefaultValue Set<String> keys,
        @DefaultValue("25s") Duration pingInterval,
        @DefaultValue("5s") Duration pongTimeout,
        @DefaultValue("600") int registrationsPerAddress,
        @DefaultValue("600") int requestsPerAddress,
        @DefaultValue("240") int requestsPerTarget) {

    /// Who is served.
    public enum Policy {
        /// Nobody: the dialect isn't spoken.
        OFF,
        /// Everybody, as other servers do.
        OPEN,
        /// Everybody may register. Who asks for somebody names a key that is registered at that moment, too; that it is
        /// its own is for the two to find out.
        REGISTERED,
        /// Only listed keys, on both sides.
        LISTED
    }

    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);

    public OneProperties {
        var normal = new TreeSet<String>();
        keys.forEach(key -> normal.add(BoxPublicKey.ofHex(key).hex()));
        keys = Set.copyOf(normal);
        check("ping-interval", SHORTEST_INTERVAL, pingInterval, LONGEST_INTERVAL);
        check("pong-timeout", SHORTEST_TIMEOUT, pongTimeout, LONGEST_TIMEOUT);
        check("registrations-per-address", registrationsPerAddress);
        check("requests-per-address", requestsPerAddress);
        check("requests-per-target", requestsPerTarget);
    }

    private static void check(String name, Duration least, Duration value, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "commserver.one." + name + " is from " + least + " to " + most + ", not " + value);
        }
    }

    private static void check(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("commserver.one." + name + " is at least 1, not " + value);
        }
    }
}
