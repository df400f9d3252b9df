package one.commserver.bench;

import io.netty.channel.EventLoop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How messages are sent. On the event loop.
sealed interface Load permits Load.Saturated, Load.Paced, Load.Clients, Turns {

    void start();

    /// Sends nothing more.
    void stop();

    /// A window of messages in each pair: the next is sent when one has arrived.
    final class Saturated implements Load {

        private final List<Pair> pairs;
        private int window;

        Saturated(List<Pair> pairs, int window) {
            this.pairs = pairs;
            this.window = window;
        }

        @Override
        public void start() {
            for (Pair pair : pairs) {
                pair.onProgress(this::fill);
                fill(pair);
            }
        }

        @Override
        public void stop() {
            window = 0;
        }

        private void fill(Pair pair) {
            int missing = window - pair.inFlight();
            if (missing > 0) {
                pair.send(missing, System.nanoTime(), 0);
            }
        }
    }

    /// The same between clients of the library.
    record Clients(List<ClientPair> pairs, int window) implements Load {

        @Override
        public void start() {
            pairs.forEach(pair -> pair.window(window));
        }

        @Override
        public void stop() {
            pairs.forEach(pair -> pair.window(0));
        }
    }

    /// So many messages a second whatever becomes of them, evenly, the pairs in turn. The loop never sleeps
    /// meanwhile: it has a core of its own, and waking up would be measured too.
    final class Paced implements Load {

        private final EventLoop loop;
        private final List<Pair> pairs;
        private final long step;
        private final long[] sent;
        private long begin;
        private long due;
        private boolean stopped;

        Paced(EventLoop loop, List<Pair> pairs, int perSecond) {
            this.loop = loop;
            this.pairs = pairs;
            this.step = Duration.ofSeconds(1).toNanos() / perSecond;
            this.sent = new long[pairs.size()];
        }

        @Override
        public void start() {
            pairs.forEach(pair -> pair.onProgress(quiet -> {}));
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
}
