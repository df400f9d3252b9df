package one.commserver.history;

import one.commserver.history.Faults.Kind;
import one.commserver.testing.RedisCluster;
import one.commserver.testing.RedisServer;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A cluster of three masters.
final class SharedStore implements Store {

    private static final Pattern KEY = Pattern.compile("\\$\\d+\r\n(.+)\r\n$");

    private final RedisCluster cluster = RedisCluster.start("--appendfsync", "always");

    @Override
    public List<String> properties() {
        return List.of("commserver.redis.cluster.nodes=" + String.join(",", cluster.nodes()));
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.REDIS_KILLED, Kind.REDIS_PAUSED, Kind.SLOT_MOVED);
    }

    @Override
    public void suffer(Kind kind, Random random) {
        RedisServer one = cluster.masters().get(random.nextInt(cluster.masters().size()));
        switch (kind) {
            case REDIS_KILLED -> {
                one.kill();
                one.restart();
            }
            case REDIS_PAUSED -> {
                one.pause();
                Faults.pass(SingleStore.STILL);
                one.resume();
            }
            case SLOT_MOVED -> cluster.move(anyKeyAt(one));
            default -> throw new IllegalArgumentException("not to a cluster: " + kind);
        }
        cluster.awaitWell();
    }

    private static String anyKeyAt(RedisServer server) {
        Matcher key = KEY.matcher(server.ask("RANDOMKEY"));
        return key.find() ? key.group(1) : "cs:{nodes}";
    }

    @Override
    public void close() {
        cluster.close();
    }
}
