package one.commserver.discovery;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/// How identities are found.
///
/// Spec: chapter 6.
///
/// @param maxTtl after which time an announcement ends that isn't renewed, whatever its client asked for; from 1s to
///     1d
/// @param privateAddresses whether addresses may be announced that mean nothing outside one network or machine, and
///     URLs without TLS; for tests and networks of one's own
/// @param connectionLife how old a connection of the kind `discovery` becomes
/// @param questions how many questions about strangers one identity may ask within a minute; from 1 to a million.
///     Questions about peers and about itself don't count
/// @param questionsPerAddress how many questions about strangers may come from one address within a minute; from 1
///     to a million. More than `questions`, so that one client doesn't use up its whole network's
/// @param subscriptions how many subscriptions of presence one identity may ask for within a minute; from 1 to a
///     million. Each looks at all of its peers
/// @param failedKeys how many sealing keys of one connection may fail to be signed within a minute; from 1 to a
///     million
/// @param failedKeysPerAddress how many sealing keys from one address may fail to be signed within a minute; from 1
///     to a million. More than `failed-keys`, so that one connection doesn't stop its whole network
/// @param memory how much all announcements and sealing keys of this node may take in memory, as counted by their
///     bytes, a kibibyte for each, and 128 bytes for each endpoint; at least 1MB. Beyond it new announcements are
///     refused with `limit_discovery`, beyond half of it new sealing keys. The default is enough for some 50,000. It
///     has no effect where nodes share a Redis: there the memory of that is the bound, and
///     `limits.connections-per-identity` with `registry.remembered-per-identity` that of one identity's announcements
@ConfigurationProperties("commserver.discovery")
public record DiscoveryProperties(
        @DefaultValue("1h") Duration maxTtl,
        @DefaultValue("false") boolean privateAddresses,
        @DefaultValue("60s") Duration connectionLife,
        @DefaultValue("60") int questions,
        @DefaultValue("300") int questionsPerAddress,
        @DefaultValue("60") int subscriptions,
        @DefaultValue("5") int failedKeys,
        @DefaultValue("30") int failedKeysPerAddress,
        @DefaultValue("64MB") DataSize memory) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(1);
    private static final int MOST_A_MINUTE = 1_000_000;

    public DiscoveryProperties {
        if (maxTtl.compareTo(SHORTEST) < 0 || maxTtl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("commserver.discovery.max-ttl must be from 1s to 1d, but is " + maxTtl);
        }
        if (!connectionLife.isPositive()) {
            throw new IllegalArgumentException("commserver.discovery.connection-life must be positive");
        }
        perMinute("questions", questions);
        perMinute("questions-per-address", questionsPerAddress);
        perMinute("subscriptions", subscriptions);
        perMinute("failed-keys", failedKeys);
        perMinute("failed-keys-per-address", failedKeysPerAddress);
        if (memory.compareTo(LEAST_MEMORY) < 0) {
            throw new IllegalArgumentException("commserver.discovery.memory must be at least 1MB");
        }
    }

    private static void perMinute(String name, int value) {
        if (value < 1 || value > MOST_A_MINUTE) {
            throw new IllegalArgumentException(
                    "commserver.discovery." + name + " must be from 1 to " + MOST_A_MINUTE + ", but is " + value);
        }
    }
}
