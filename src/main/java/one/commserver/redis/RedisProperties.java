package one.commserver.redis;

import io.lettuce.core.RedisURI;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which Redis, and how to talk to it. Exactly one of `url`, `sentinel` and `cluster` is set.
///
/// @param url of a single server: `redis://host:port/database`, or `rediss://` for TLS
/// @param sentinel servers of which some sentinels know the master
/// @param cluster servers that share the keys
/// @param user of an access control list; none: the default user
/// @param password of the user; never shown
/// @param tls how connections are encrypted
/// @param commandTimeout how long anything that is asked of Redis may take; beyond it the client is told
///     `unavailable`; 10 ms to 30 s. A node that hasn't even heard itself for a second more, and for 3 s, takes what
///     others have told it as lost
/// @param connectTimeout how long a connection may take to be made; at least 10 ms
/// @param reconnectMax how long is waited at most between two attempts to reach a Redis that is gone; it begins with
///     50 ms and doubles, half of it by chance; at least 100 ms
/// @param retryAfter what clients are told when Redis is away; at least 1 ms
/// @param readinessGrace for how long this node may hear nothing of what it tells itself through Redis until it isn't
///     ready any more; at least 2 s, as it does so once a second
/// @param requestQueue how many commands may wait for an answer on a connection; beyond it they fail; at least 1
/// @param requestBytes how many bytes of commands with more than 4 KiB may wait for an answer, mostly what is left for
///     somebody; beyond it they fail at once; at least 1MB
/// @param replicas how many replicas must have confirmed what is acknowledged to a client; zero: none
/// @param keyPrefix of all keys and channels, so that several servers can share a Redis; letters, digits, `-`, `_` and
///     `.`, at most 32
@ConfigurationProperties("commserver.redis")
public record RedisProperties(
        @Nullable String url,
        @Nullable Sentinel sentinel,
        @Nullable Cluster cluster,
        @Nullable String user,
        @Nullable String password,
        @Nullable Tls tls,
        @DefaultValue("2s") Duration commandTimeout,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("5s") Duration reconnectMax,
        @DefaultValue("2s") Duration retryAfter,
        @DefaultValue("10s") Duration readinessGrace,
        @DefaultValue("10000") int requestQueue,
        @DefaultValue("64MB") DataSize requestBytes,
        @DefaultValue("0") int replicas,
        @DefaultValue("cs") String keyPrefix) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    /// What nodes remember of each other they remember for longer.
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

    private static final DataSize LEAST_BYTES = DataSize.ofMegabytes(1);
    private static final Pattern KEY_PREFIX = Pattern.compile("[A-Za-z0-9_.-]{1,32}");

    /// Sentinels.
    ///
    /// @param master by which name they know it
    /// @param nodes `host:port` of each sentinel
    /// @param user at the sentinels
    /// @param password at the sentinels; never shown
    public record Sentinel(
            @DefaultValue("") String master,
            @DefaultValue List<String> nodes,
            @Nullable String user,
            @Nullable String password) {
        public Sentinel {
            require(!master.isBlank(), "sentinel.master must be set when there are sentinels");
            require(!nodes.isEmpty(), "sentinel.nodes must name at least one sentinel");
        }

        @Override
        public String toString() {
            return "Sentinel[" + master + "]";
        }
    }

    /// A cluster.
    ///
    /// @param nodes `host:port` of some of its servers, by which the others are found
    public record Cluster(@DefaultValue List<String> nodes) {
        public Cluster {
            require(!nodes.isEmpty(), "cluster.nodes must name at least one server");
        }
    }

    /// Encryption.
    ///
    /// @param enabled also without `rediss://`
    /// @param bundle the SSL bundle with the certificates that are trusted, and the key that is shown if there is one;
    ///     none: the platform's
    public record Tls(@DefaultValue("false") boolean enabled, @Nullable String bundle) {}

    public RedisProperties {
        long places = Stream.of(url, sentinel, cluster).filter(Objects::nonNull).count();
        if (places != 1) {
            throw new IllegalArgumentException(
                    "exactly one of commserver.redis.url, commserver.redis.sentinel.master and"
                            + " commserver.redis.cluster.nodes must be set, but "
                            + (places == 0 ? "none" : "more than one")
                            + " is");
        }
        if (url != null) {
            parse(url);
        }
        between("command-timeout", 10, commandTimeout);
        require(
                commandTimeout.compareTo(LONGEST_ANSWER) <= 0,
                "command-timeout must be at most " + LONGEST_ANSWER + ", but is " + commandTimeout);
        between("connect-timeout", 10, connectTimeout);
        between("reconnect-max", 100, reconnectMax);
        between("retry-after", 1, retryAfter);
        between("readiness-grace", 2000, readinessGrace);
        require(requestQueue >= 1, "request-queue must be at least 1, but is " + requestQueue);
        require(requestBytes.compareTo(LEAST_BYTES) >= 0, "request-bytes must be at least 1MB, but is " + requestBytes);
        require(replicas >= 0, "replicas must be at least 0, but is " + replicas);
        require(KEY_PREFIX.matcher(keyPrefix).matches(), "key-prefix must match " + KEY_PREFIX);
    }

    /// Where the single server is, if it is one.
    @Nullable RedisURI uri() {
        return url == null ? null : parse(url);
    }

    boolean isEncrypted() {
        RedisURI uri = uri();
        return (uri != null && uri.isSsl()) || (tls != null && tls.enabled());
    }

    /// The cause is dropped because it quotes the URL, which may have a password in it.
    private static RedisURI parse(String url) {
        try {
            RedisURI uri = RedisURI.create(url);
            if (uri.getHost() != null && uri.getSentinels().isEmpty()) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            // told below
        }
        throw new IllegalArgumentException(
                "commserver.redis.url must be redis://host:port or rediss://host:port, with a /database or without");
    }

    private static void between(String name, long leastMillis, Duration value) {
        require(
                value.toMillis() >= leastMillis && value.compareTo(LONGEST) <= 0,
                name + " must be from " + leastMillis + "ms to " + LONGEST + ", but is " + value);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException("commserver.redis." + otherwise);
        }
    }

    /// Without anything that may be secret.
    @Override
    public String toString() {
        return "RedisProperties[hidden]";
    }
}
