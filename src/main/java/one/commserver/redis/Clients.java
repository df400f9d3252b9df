package one.commserver.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.WithAuthentication;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// What makes clients: where the servers are, and how connections behave.
final class Clients {

    private static final Duration RECONNECT_LEAST = Duration.ofMillis(50);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);
    private static final int KEEP_ALIVE_PROBES = 3;

    /// How often the servers of a cluster are asked which of them has what.
    static final Duration TOPOLOGY_EVERY = Duration.ofSeconds(30);

    private Clients() {}

    /// How long to wait before each attempt, from the first on, to reach a Redis that is gone: exponential, bounded,
    /// half of it by chance. The driver's "full" jitter is that; its "equal" one has none left at the bound.
    static Delay reconnectDelay(RedisProperties properties) {
        return Delay.fullJitter(
                RECONNECT_LEAST, properties.reconnectMax(), RECONNECT_LEAST.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// A factory that is started and has no connection yet.
    ///
    /// @param bundle for TLS; none: what the platform trusts
    /// @param topologyEvery how often the servers of a cluster are asked which of them has what
    static LettuceConnectionFactory factory(
            RedisProperties properties, @Nullable SslBundle bundle, ClientResources resources, Duration topologyEvery) {
        var client =
                LettuceClientConfiguration.builder()
                        .clientResources(resources)
                        .clientOptions(options(properties, bundle, topologyEvery))
                        .commandTimeout(properties.commandTimeout());
        if (properties.isEncrypted()) {
            client.useSsl();
        }
        var factory = new LettuceConnectionFactory(servers(properties), client.build());
        factory.setEagerInitialization(false);
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    private static org.springframework.data.redis.connection.RedisConfiguration servers(RedisProperties properties) {
        RedisURI uri = properties.uri();
        if (uri != null) {
            var standalone = new RedisStandaloneConfiguration(uri.getHost(), uri.getPort());
            standalone.setDatabase(uri.getDatabase());
            var credentials = uri.getCredentialsProvider().resolveCredentials().toFuture().getNow(null);
            if (credentials != null && credentials.hasPassword()) {
                standalone.setUsername(credentials.getUsername());
                standalone.setPassword(credentials.getPassword());
            }
            return authenticated(standalone, properties);
        }
        if (properties.sentinel() != null) {
            var sentinel = properties.sentinel();
            var configuration = new RedisSentinelConfiguration(sentinel.master(), new HashSet<>(sentinel.nodes()));
            if (sentinel.password() != null) {
                configuration.setSentinelUsername(sentinel.user());
                configuration.setSentinelPassword(sentinel.password());
            }
            return authenticated(configuration, properties);
        }
        return authenticated(
                new RedisClusterConfiguration(Objects.requireNonNull(properties.cluster()).nodes()), properties);
    }

    private static <C extends WithAuthentication> C authenticated(C configuration, RedisProperties properties) {
        if (properties.password() != null) {
            configuration.setUsername(properties.user());
            configuration.setPassword(properties.password());
        }
        return configuration;
    }

    private static ClientOptions options(
            RedisProperties properties, @Nullable SslBundle bundle, Duration topologyEvery) {
        var socket =
                SocketOptions.builder()
                        .connectTimeout(properties.connectTimeout())
                        .keepAlive(
                                SocketOptions.KeepAliveOptions.builder()
                                        .enable()
                                        .idle(KEEP_ALIVE)
                                        .interval(KEEP_ALIVE)
                                        .count(KEEP_ALIVE_PROBES)
                                        .build())
                        .tcpUserTimeout(
                                SocketOptions.TcpUserTimeoutOptions.builder()
                                        .enable()
                                        .tcpUserTimeout(KEEP_ALIVE.multipliedBy(KEEP_ALIVE_PROBES))
                                        .build())
                        .build();
        ClientOptions.Builder options =
                ClientOptions.builder()
                        .autoReconnect(true)
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        // a step whose answer was lost has been answered `unavailable`: doing it late helps nobody
                        .replayFilter(command -> true)
                        .requestQueueSize(properties.requestQueue())
                        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                        .socketOptions(socket);
        if (bundle != null) {
            options.sslOptions(
                    SslOptions.builder()
                            .trustManager(bundle.getManagers().getTrustManagerFactory())
                            .keyManager(bundle.getManagers().getKeyManagerFactory())
                            .build());
        }
        if (properties.cluster() == null) {
            return options.build();
        }
        return ClusterClientOptions.builder(options.build())
                .topologyRefreshOptions(
                        ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh(topologyEvery).build())
                .build();
    }
}
