package one.commserver.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Three masters that share all keys, as processes. Not for more than one thread.
public final class RedisCluster implements AutoCloseable {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
    private static final int SLOTS = 16_384;
    private static final int MASTERS = 3;

    private final List<RedisServer> masters;

    private RedisCluster(List<RedisServer> masters) {
        this.masters = masters;
    }

    /// A cluster in which each server knows that all is well.
    ///
    /// @param options of each server, beyond the usual ones
    public static RedisCluster start(String... options) {
        List<Integer> buses = Stream.generate(RedisServer::freePort).limit(MASTERS).toList();
        List<RedisServer> masters = buses.stream().map(bus -> RedisServer.process(options(bus, options))).toList();
        var cluster = new RedisCluster(masters);
        for (int i = 0; i < MASTERS; i++) {
            int first = SLOTS * i / MASTERS;
            int last = SLOTS * (i + 1) / MASTERS - 1;
            ok(masters.get(i).ask("CLUSTER ADDSLOTSRANGE " + first + " " + last));
            ok(masters.get(i).ask("CLUSTER SET-CONFIG-EPOCH " + (i + 1)));
        }
        for (int i = 1; i < MASTERS; i++) {
            ok(masters.getFirst().ask("CLUSTER MEET 127.0.0.1 " + masters.get(i).port() + " " + buses.get(i)));
        }
        cluster.awaitWell();
        return cluster;
    }

    private static String[] options(int bus, String... more) {
        List<String> usual =
                List.of(
                        "--cluster-enabled",
                        "yes",
                        "--cluster-port",
                        String.valueOf(bus),
                        "--cluster-node-timeout",
                        "5000");
        return Stream.concat(usual.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static void ok(String answer) {
        if (!answer.startsWith("+OK")) {
            throw new IllegalStateException(answer);
        }
    }

    /// Returns when each server knows that all is well.
    public void awaitWell() {
        long deadline = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (!masters.stream().allMatch(RedisCluster::isWell)) {
            if (System.nanoTime() - deadline > 0) {
                close();
                throw new IllegalStateException("no cluster came to be");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static boolean isWell(RedisServer master) {
        String info = master.ask("CLUSTER INFO");
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + MASTERS);
    }

    /// `host:port` of each.
    public List<String> nodes() {
        return masters.stream().map(master -> "127.0.0.1:" + master.port()).toList();
    }

    /// Those that share the keys.
    public List<RedisServer> masters() {
        return masters;
    }

    /// Moves the slot of a key to another server, with all keys in it.
    public void move(String key) {
        int slot = Integer.parseInt(masters.getFirst().ask("CLUSTER KEYSLOT " + key).substring(1).strip());
        int from = (int) ((long) slot * MASTERS / SLOTS);
        RedisServer source = masters.get(ownerOf(slot, from));
        RedisServer target = masters.get((masters.indexOf(source) + 1) % MASTERS);
        String sourceId = id(source);
        String targetId = id(target);
        ok(target.ask("CLUSTER SETSLOT " + slot + " IMPORTING " + sourceId));
        ok(source.ask("CLUSTER SETSLOT " + slot + " MIGRATING " + targetId));
        for (String next = first(source, slot); next != null; next = first(source, slot)) {
            ok(source.ask("MIGRATE 127.0.0.1 " + target.port() + " " + next + " 0 5000"));
        }
        for (RedisServer master : List.of(target, source, masters.get((masters.indexOf(source) + 2) % MASTERS))) {
            ok(master.ask("CLUSTER SETSLOT " + slot + " NODE " + targetId));
        }
    }

    private int ownerOf(int slot, int guess) {
        for (int i = 0; i < MASTERS; i++) {
            int at = (guess + i) % MASTERS;
            // whoever doesn't own it says where it is
            if (!masters.get(at).ask("CLUSTER COUNTKEYSINSLOT " + slot).startsWith("-")
                    && masters.get(at)
                            .ask("CLUSTER NODES")
                            .lines()
                            .filter(line -> line.contains("myself"))
                            .anyMatch(line -> owns(line, slot))) {
                return at;
            }
        }
        throw new IllegalStateException("nobody has slot " + slot);
    }

    private static boolean owns(String line, int slot) {
        return Stream.of(line.split(" ", -1))
                .skip(8)
                .filter(range -> !range.startsWith("["))
                .anyMatch(range -> {
                    String[] ends = range.strip().split("-", -1);
                    return slot >= Integer.parseInt(ends[0]) && slot <= Integer.parseInt(ends[ends.length - 1]);
                });
    }

    private static String id(RedisServer server) {
        return server.ask("CLUSTER MYID").lines().toList().get(1);
    }

    private static String first(RedisServer server, int slot) {
        List<String> lines = server.ask("CLUSTER GETKEYSINSLOT " + slot + " 1").lines().toList();
        return lines.getFirst().equals("*0") ? null : lines.get(2);
    }

    @Override
    public void close() {
        masters.forEach(RedisServer::close);
    }
}
