package one.commserver.history;

import one.commserver.history.Faults.Kind;
import one.commserver.testing.RedisServer;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A single Redis that keeps what it has acknowledged.
final class SingleStore implements Store {

    static final Duration STILL = Duration.ofSeconds(10);
    private static final Duration AWAY = Duration.ofSeconds(2);

    private final RedisServer redis = RedisServer.start("--appendfsync", "always");

    @Override
    public List<String> properties() {
        return List.of("commserver.redis.url=" + redis.url());
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.REDIS_KILLED, Kind.REDIS_RESTARTED, Kind.REDIS_PAUSED);
    }

    @Override
    public void suffer(Kind kind, Random random) {
        switch (kind) {
            case REDIS_KILLED -> {
                redis.kill();
                Faults.pass(AWAY);
                redis.restart();
            }
            case REDIS_RESTARTED -> {
                redis.stop();
                redis.restart();
            }
            case REDIS_PAUSED -> {
                redis.pause();
                Faults.pass(STILL);
                redis.resume();
            }
            default -> throw new IllegalArgumentException("not to a single server: " + kind);
        }
    }

    @Override
    public void close() {
        redis.close();
    }
}
