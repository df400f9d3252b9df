package one.commserver.bench.load;

import io.netty.channel.EventLoop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// So many messages a second whatever becomes of them, evenly, the pairs in turn. The loop never sleeps meanwhile: it
/// has a core of its own, and waking up would be measured too. On the event loop.
public final class Paced implements Load {

    private final EventLoop loop;
    private final List<Pair> pairs;
    private final long step;
    private final long[] sent;
    private long begin;
    private long due;
    private boolean stopped;

    /// @param perSecond of all pairs together
    public Paced(EventLoop loop, List<Pair> pairs, int perSecond) {
        this.loop = loop;
        this.pairs = pairs;
        this.step = Duration.ofSeconds(1).toNanos() / perSecond;
        this.sent = new long[pairs.size()];
    }

    @Override
    public void start() {
        for (Pair pair : pairs) {
            pair.size(Message.SIZE);
            pair.onProgress(quiet -> {});
        }
        begin = System.nanoTime();
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
        while (begin + due * step - now <= 0) {
            int turn = (int) (due % pairs.size());
            due++;
            send(turn, (due - turn + pairs.size() - 1) / pairs.size());
        }
        // through the timers, so that the sockets have their turn in between
        var _ = loop.schedule(this::tick, 0, TimeUnit.NANOSECONDS);
    }

    /// Sends what a pair should have sent by now and couldn't, too.
    private void send(int turn, long wanted) {
        long first = begin + (sent[turn] * pairs.size() + turn) * step;
        sent[turn] += pairs.get(turn).send((int) (wanted - sent[turn]), first, step * pairs.size());
    }
}
