package one.commserver.history;

import static org.awaitility.Awaitility.await;

import one.commserver.history.Faults.Kind;
import one.commserver.testing.RedisServer;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Two servers, one the replica of the other, and a sentinel that promotes it. What is acknowledged both have.
final class WatchedStore implements Store {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);
    private static final Pattern PORT = Pattern.compile("\\$\\d+\r\n(\\d+)\r\n$");

    private final RedisServer first = RedisServer.process("--appendfsync", "always");
    private final RedisServer second =
            RedisServer.process("--appendfsync", "always", "--replicaof", "127.0.0.1", String.valueOf(first.port()));
    private final RedisServer sentinel =
            RedisServer.sentinel(
                    "sentinel monitor main 127.0.0.1 " + first.port() + " 1",
                    "sentinel down-after-milliseconds main 1000",
                    "sentinel failover-timeout main 3000");

    /// Returns when the replica has what the master has.
    WatchedStore() {
        awaitPair();
    }

    @Override
    public List<String> properties() {
        return List.of(
                "commserver.redis.sentinel.master=main",
                "commserver.redis.sentinel.nodes=127.0.0.1:" + sentinel.port(),
                "commserver.redis.replicas=1");
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.REDIS_KILLED, Kind.REDIS_PAUSED, Kind.FAILED_OVER);
    }

    @Override
    public void suffer(Kind kind, Random random) {
        RedisServer master = master();
        switch (kind) {
            case REDIS_KILLED -> {
                master.kill();
                awaitOther(master);
                master.restart();
            }
            case REDIS_PAUSED -> {
                master.pause();
                Faults.pass(SingleStore.STILL);
                // it believes for a while that it is the master still
                master.resume();
            }
            case FAILED_OVER -> {
                // not again so soon after the last time, and not to a replica that it hasn't heard of lately
                await().atMost(LONG_ENOUGH).until(() -> sentinel.ask("SENTINEL FAILOVER main").startsWith("+OK"));
                awaitOther(master);
            }
            default -> throw new IllegalArgumentException("not to servers under a sentinel: " + kind);
        }
        awaitPair();
    }

    private RedisServer master() {
        Matcher port = PORT.matcher(sentinel.ask("SENTINEL GET-MASTER-ADDR-BY-NAME main"));
        if (!port.find()) {
            throw new IllegalStateException("the sentinel knows no master");
        }
        return Integer.parseInt(port.group(1)) == first.port() ? first : second;
    }

    private void awaitOther(RedisServer master) {
        await().atMost(LONG_ENOUGH).until(() -> master() != master);
    }

    private void awaitPair() {
        await().atMost(LONG_ENOUGH)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> {
                    RedisServer replica = master() == first ? second : first;
                    return master().ask("INFO replication").contains("state=online")
                            && replica.ask("INFO replication").contains("role:slave")
                            && sentinel.ask("SENTINEL REPLICAS main").contains("127.0.0.1");
                });
    }

    @Override
    public void close() {
        sentinel.close();
        second.close();
        first.close();
    }
}
