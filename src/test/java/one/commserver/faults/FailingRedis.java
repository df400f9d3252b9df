package one.commserver.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.testing.RedisServer;

import java.time.Duration;

/// Each way in which a Redis fails.
public enum FailingRedis {
    /// It is gone.
    KILLED(true),
    /// It keeps its connections and answers nothing.
    PAUSED(true),
    /// It has saved nothing, as on a disk that is full, and so takes nothing.
    FULL_DISK(true),
    /// It follows a master that isn't there: it can be read, and takes nothing.
    READ_ONLY(true),
    /// It has no memory for anything more.
    FULL_MEMORY(false),
    /// It has cut all connections.
    CUT_OFF(false),
    /// It has forgotten all scripts.
    FORGETFUL(false);

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    private final boolean refusesAll;

    FailingRedis(boolean refusesAll) {
        this.refusesAll = refusesAll;
    }

    /// Whether nothing can be stored while it lasts.
    public boolean refusesAll() {
        return refusesAll;
    }

    /// Breaks that one.
    public void begin(RedisServer redis) {
        switch (this) {
            case KILLED -> redis.kill();
            case PAUSED -> redis.pause();
            case FULL_DISK -> {
                tell(redis, "CONFIG SET save \"3600 1\"");
                tell(redis, "CONFIG SET dir /proc");
                redis.ask("BGSAVE");
                await().atMost(LONG_ENOUGH)
                        .until(() -> redis.ask("INFO persistence").contains("rdb_last_bgsave_status:err"));
            }
            case READ_ONLY -> tell(redis, "REPLICAOF 127.0.0.1 1");
            case FULL_MEMORY -> tell(redis, "CONFIG SET maxmemory 1");
            case CUT_OFF -> {
                redis.ask("CLIENT KILL TYPE normal");
                redis.ask("CLIENT KILL TYPE pubsub");
            }
            case FORGETFUL -> tell(redis, "SCRIPT FLUSH");
        }
    }

    /// Makes it well again. Who is killed forgets what it was told since it started: who may come in, for instance.
    public void end(RedisServer redis) {
        switch (this) {
            case KILLED -> redis.restart();
            case PAUSED -> redis.resume();
            case FULL_DISK -> tell(redis, "CONFIG SET save \"\"");
            case READ_ONLY -> tell(redis, "REPLICAOF NO ONE");
            case FULL_MEMORY -> tell(redis, "CONFIG SET maxmemory 0");
            case CUT_OFF, FORGETFUL -> {}
        }
    }

    private static void tell(RedisServer redis, String command) {
        assertThat(redis.ask(command)).as(command).startsWith("+OK");
    }
}
