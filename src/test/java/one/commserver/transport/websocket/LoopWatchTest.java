package one.commserver.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// A loop that hangs is seen, and isn't asked over and over.
class LoopWatchTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final VirtualTimeScheduler timers = VirtualTimeScheduler.create();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicReference<Runnable> hung = new AtomicReference<>();

    /// Hangs before its first task until somebody runs it.
    private final EventExecutor loop = new DefaultEventExecutor((Executor) hung::set);

    private final LoopWatch watch = new LoopWatch(List.of(loop), timers, clock::get, registry);

    @AfterEach
    void stop() {
        watch.stop();
        // bounded: it never ends if nobody has let it run
        assertThat(loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS)).isTrue();
        timers.dispose();
    }

    @Test
    void whatATaskWaitsForIsMeasured() throws Exception {
        watch.start();
        timers.advanceTimeBy(Duration.ofSeconds(3));

        assertThat(registry.get("commserver.loop.count").gauge().value()).isEqualTo(1);
        assertThat(registry.get("commserver.loop.tasks").gauge().value()).isEqualTo(1);
        assertThat(registry.get("commserver.loop.lag").timer().count()).isZero();
        assertThat(waiting()).isZero();

        clock.addAndGet(Duration.ofMillis(700).toNanos());
        assertThat(waiting()).isEqualTo(0.7);
        new Thread(hung.get(), "loop").start();
        loop.submit(() -> {}).sync();
        assertThat(registry.get("commserver.loop.lag").timer().count()).isEqualTo(1);
        assertThat(registry.get("commserver.loop.lag").timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(700);
        assertThat(waiting()).isZero();

        timers.advanceTimeBy(Duration.ofSeconds(1));
        loop.submit(() -> {}).sync();
        assertThat(registry.get("commserver.loop.lag").timer().count()).isEqualTo(2);
    }

    @Test
    void whatAnyPoolHasTakenIsShown() {
        loop.execute(() -> {});
        new Thread(hung.get(), "loop").start();
        int much = 32 * 1024 * 1024;
        ByteBuf ofClients = WebSocketTransportConfiguration.BUFFERS.directBuffer(much);
        ByteBuf ofOthers = ByteBufAllocator.DEFAULT.directBuffer(much);

        double direct = taken("direct");
        ofClients.release();
        ofOthers.release();

        assertThat(direct).isGreaterThanOrEqualTo(2.0 * much);
        assertThat(taken("heap")).isNotNegative();
    }

    private double taken(String memory) {
        return registry.get("commserver.buffers.used").tag("memory", memory).gauge().value();
    }

    private double waiting() {
        return registry.get("commserver.loop.waiting").gauge().value();
    }
}
