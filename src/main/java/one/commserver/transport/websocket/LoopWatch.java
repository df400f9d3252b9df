package one.commserver.transport.websocket;

import static one.commserver.telemetry.MeterSpec.gauge;
import static one.commserver.telemetry.MeterSpec.timer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;

import one.commserver.connection.NanoClock;
import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.Meters;
import one.commserver.telemetry.ServerMeter;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// Measures how long the event loops let others wait, and shows what they have to do and what their buffers take. Each
/// loop is asked once a second, and not again before it has answered.
final class LoopWatch {

    private static final Duration EVERY = Duration.ofSeconds(1);

    /// Of clients' sockets, and of whatever else opens some: the connections to Redis take theirs from Netty's own.
    private static final List<ByteBufAllocatorMetric> POOLS =
            Stream.of(WebSocketTransportConfiguration.BUFFERS, ByteBufAllocator.DEFAULT)
                    .distinct()
                    .filter(ByteBufAllocatorMetricProvider.class::isInstance)
                    .map(pool -> ((ByteBufAllocatorMetricProvider) pool).metric())
                    .toList();

    private enum Kind {
        /// Outside of the heap.
        DIRECT,
        /// In it.
        HEAP
    }

    private enum Meter implements ServerMeter {
        LOOPS(gauge("commserver.loop.count", "Event loops, each a thread that serves many connections.")),
        TASKS(gauge("commserver.loop.tasks", "Tasks that wait for a turn on one of them.")),
        LAG(
                timer(
                                "commserver.loop.lag",
                                "How long a task waited for its turn, each second on each loop. A loop that hangs"
                                        + " tells so when it goes on.")
                        .withBuckets(
                                Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000).map(Duration::ofMillis).toList())),
        WAITING(
                gauge(
                        "commserver.loop.waiting",
                        "For how long a task has been waiting for its turn now, in seconds, on the loop where it has"
                                + " waited longest: a loop that hangs shows here while it does.")),
        BUFFERS(
                gauge(
                                "commserver.buffers.used",
                                "What the pools of network buffers have taken, by where: room for reuse included.",
                                MeterTag.of("memory", Kind.class))
                        .ofBytes());

        @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
        private final MeterSpec spec;

        Meter(MeterSpec spec) {
            this.spec = spec;
        }

        @Override
        public MeterSpec spec() {
            return spec;
        }
    }

    private final List<Probe> probes = new ArrayList<>();
    private final Scheduler timers;
    private final NanoClock clock;
    private final Timer lag;
    private final Disposable.Swap asking = Disposables.swap();

    /// @param loops of the server
    LoopWatch(Iterable<EventExecutor> loops, Scheduler timers, NanoClock clock, MeterRegistry registry) {
        this.timers = timers;
        this.clock = clock;
        var meters = new Meters(registry);
        lag = meters.timer(Meter.LAG);
        loops.forEach(loop -> probes.add(new Probe(loop)));
        meters.gauge(Meter.LOOPS, probes, List::size);
        meters.gauge(Meter.TASKS, this, LoopWatch::tasks);
        meters.gauge(Meter.WAITING, this, LoopWatch::waiting);
        meters.gauge(
                Meter.BUFFERS,
                POOLS,
                pools -> pools.stream().mapToLong(ByteBufAllocatorMetric::usedDirectMemory).sum(),
                MeterTag.word(Kind.DIRECT));
        meters.gauge(
                Meter.BUFFERS,
                POOLS,
                pools -> pools.stream().mapToLong(ByteBufAllocatorMetric::usedHeapMemory).sum(),
                MeterTag.word(Kind.HEAP));
    }

    /// Begins to ask.
    void start() {
        long every = EVERY.toMillis();
        asking.update(timers.schedulePeriodically(this::ask, every, every, TimeUnit.MILLISECONDS));
    }

    /// Asks no more.
    void stop() {
        asking.dispose();
    }

    private void ask() {
        probes.forEach(Probe::ask);
    }

    private int tasks() {
        return probes.stream().mapToInt(Probe::tasks).sum();
    }

    private double waiting() {
        long longest = probes.stream().mapToLong(Probe::waiting).max().orElse(0);
        return (double) longest / Duration.ofSeconds(1).toNanos();
    }

    private final class Probe {

        private final EventExecutor loop;

        /// When it was asked; null if it has answered.
        private final AtomicReference<@Nullable Long> asked = new AtomicReference<>();

        Probe(EventExecutor loop) {
            this.loop = loop;
        }

        void ask() {
            long now = clock.nanos();
            if (loop.isShuttingDown() || !asked.compareAndSet(null, now)) {
                return;
            }
            try {
                loop.execute(() -> {
                    lag.record(clock.nanos() - now, TimeUnit.NANOSECONDS);
                    asked.set(null);
                });
            } catch (RejectedExecutionException itEnds) {
                asked.set(null);
            }
        }

        long waiting() {
            Long since = asked.get();
            return since == null ? 0 : clock.nanos() - since;
        }

        int tasks() {
            return loop instanceof SingleThreadEventExecutor single ? single.pendingTasks() : 0;
        }
    }
}
