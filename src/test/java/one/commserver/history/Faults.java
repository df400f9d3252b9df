package one.commserver.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// The trouble that a run has, one after another, in an order by chance. Each begins when what the one before has
/// broken works again.
final class Faults {

    /// What can happen.
    enum Kind {
        /// A node dies, and comes back.
        NODE_KILLED,
        /// A node stands still for longer than its lease.
        NODE_PAUSED,
        /// Redis dies, and comes back with what it had.
        REDIS_KILLED,
        /// Redis is stopped and started again.
        REDIS_RESTARTED,
        /// Redis stands still for 10 s.
        REDIS_PAUSED,
        /// Redis has no room on its disk, and so takes nothing.
        REDIS_DISK_FULL,
        /// Redis can be read, and takes nothing.
        REDIS_READ_ONLY,
        /// Redis has no memory for anything more.
        REDIS_MEMORY_FULL,
        /// Redis has cut all connections.
        REDIS_CUT_OFF,
        /// Redis has forgotten all scripts.
        REDIS_FORGETFUL,
        /// The replica takes over from the master, which lives.
        FAILED_OVER,
        /// Keys move to another server.
        SLOT_MOVED
    }

    private final Stage stage;
    private final History history;
    private final Random random;

    Faults(Stage stage, History history, Random random) {
        this.stage = stage;
        this.history = history;
        this.random = random;
    }

    /// Does all of these, each that often.
    ///
    /// @param between how long all is well in between
    void run(List<Kind> kinds, int rounds, Duration between) throws Exception {
        var order = new ArrayList<Kind>();
        for (int i = 0; i < rounds; i++) {
            order.addAll(kinds);
        }
        Collections.shuffle(order, random);
        for (Kind kind : order) {
            pass(between);
            run(kind);
        }
        pass(between);
    }

    private void run(Kind kind) throws Exception {
        boolean store = stage.store().kinds().contains(kind);
        NodeProcess node = stage.nodes().get(random.nextInt(stage.nodes().size()));
        String what = store ? kind.name() : kind + " " + node;
        history.add(new Event.Failing(what, store));
        switch (kind) {
            case NODE_KILLED -> {
                node.kill();
                node.start();
            }
            case NODE_PAUSED -> {
                node.pause();
                pass(Stage.LEASE.multipliedBy(2));
                node.resume();
            }
            default -> stage.store().suffer(kind, random);
        }
        history.add(new Event.Mended(what, store));
    }

    /// The run is a matter of real time: things go on meanwhile, and nothing is awaited.
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
