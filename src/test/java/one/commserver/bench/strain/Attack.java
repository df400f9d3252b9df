package one.commserver.bench.strain;

import io.netty.channel.EventLoop;

import one.commserver.bench.load.Load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Something hostile, so often a second. On the event loop of all clients, whose time it takes too: so a strike is
/// little more than the sending of bytes that were made before. But for [#prepare] and [#leave].
abstract class Attack implements Load {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long STEP = Duration.ofMillis(1).toNanos();

    /// What a pause of the loop held back isn't made up for beyond this.
    private static final int MOST_AT_ONCE = 20;

    private final EventLoop loop;
    private final String name;
    private final long interval;
    private boolean stopped = true;
    private long due;
    private long done;

    /// @param name what tables call it
    /// @param perSecond how many strikes
    Attack(EventLoop loop, String name, int perSecond) {
        this.loop = loop;
        this.name = name;
        this.interval = SECOND / perSecond;
    }

    /// What tables call it.
    final String name() {
        return name;
    }

    /// Where it strikes from.
    final EventLoop loop() {
        return loop;
    }

    /// Connects whom it needs for good; not on the event loop.
    void prepare() throws Exception {}

    /// Cuts those again; not on the event loop.
    void leave() throws Exception {}

    /// Once.
    ///
    /// @return how much of it was sent, in the unit that its name tells; 0: what was sent before waits still
    abstract int strike();

    /// How much of it was sent so far.
    final long done() {
        return done;
    }

    @Override
    public void start() {
        stopped = false;
        due = System.nanoTime();
        tick();
    }

    @Override
    public void stop() {
        stopped = true;
    }

    private void tick() {
        if (stopped) {
            return;
        }
        long now = System.nanoTime();
        due = Math.max(due, now - MOST_AT_ONCE * interval);
        while (due - now <= 0) {
            due += interval;
            done += strike();
        }
        var _ = loop.schedule(this::tick, STEP, TimeUnit.NANOSECONDS);
    }
}
