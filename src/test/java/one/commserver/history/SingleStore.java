package one.commserver.history;

import one.commserver.faults.FailingRedis;
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
        return EnumSet.range(Kind.REDIS_KILLED, Kind.REDIS_FORGETFUL);
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
            case REDIS_DISK_FULL -> suffer(FailingRedis.FULL_DISK);
            case REDIS_READ_ONLY -> suffer(FailingRedis.READ_ONLY);
            case REDIS_MEMORY_FULL -> suffer(FailingRedis.FULL_MEMORY);
            case REDIS_CUT_OFF -> suffer(FailingRedis.CUT_OFF);
            case REDIS_FORGETFUL -> suffer(FailingRedis.FORGETFUL);
            default -> throw new IllegalArgumentException("not to a single server: " + kind);
        }
    }

    private void suffer(FailingRedis way) {
        way.begin(redis);
        Faults.pass(AWAY);
        way.end(redis);
    }

    @Override
    public void close() {
        redis.close();
    }
}
