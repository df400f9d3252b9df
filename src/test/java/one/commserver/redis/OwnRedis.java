package one.commserver.redis;

import one.commserver.testing.RedisCluster;
import one.commserver.testing.RedisServer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A Redis that a test class has for itself, and the connections of two nodes to it.
public final class OwnRedis<S extends AutoCloseable> implements BeforeAllCallback, AfterAllCallback {

    private final Supplier<S> starting;
    private final Function<S, TestRedis> connecting;
    private S server;
    private TestRedis one;
    private @Nullable TestRedis other;

    private OwnRedis(Supplier<S> starting, Function<S, TestRedis> connecting) {
        this.starting = starting;
        this.connecting = connecting;
    }

    /// A server.
    ///
    /// @param options beyond the usual ones, as on the command line
    public static OwnRedis<RedisServer> single(String... options) {
        return new OwnRedis<>(() -> RedisServer.start(options), server -> TestRedis.at(server));
    }

    public static OwnRedis<RedisCluster> cluster() {
        return new OwnRedis<>(() -> RedisCluster.start(), cluster -> TestRedis.at(cluster));
    }

    @Override
    public void beforeAll(ExtensionContext unused) {
        server = starting.get();
        one = connecting.apply(server);
    }

    @Override
    public void afterAll(ExtensionContext unused) throws Exception {
        // it is called as well if the beginning failed, wherever it did
        for (AutoCloseable each : Stream.of(other, one, server).filter(Objects::nonNull).toList()) {
            each.close();
        }
    }

    /// The server, or the cluster.
    public S server() {
        return server;
    }

    public TestRedis one() {
        return one;
    }

    /// Most have need of one node only.
    public TestRedis other() {
        if (other == null) {
            other = connecting.apply(server);
        }
        return other;
    }
}
