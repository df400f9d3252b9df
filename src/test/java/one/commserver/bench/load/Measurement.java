package one.commserver.bench.load;

import io.netty.channel.EventLoop;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One span of a load: some time to settle, some that counts, and then until everything has arrived. On the event
/// loop, but for [#run].
public final class Measurement {

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final Recorder recorder;
    private final LongSupplier counter;
    private final Supplier<Duration> cpu;
    private final CompletableFuture<Figures> outcome = new CompletableFuture<>();
    private long countBefore;
    private long count;
    private long timeBefore;
    private long time;
    private Duration cpuBefore = Duration.ZERO;
    private Duration cpuUsed = Duration.ZERO;
    private Duration clientCpuBefore = Duration.ZERO;
    private Duration clientCpuUsed = Duration.ZERO;

    /// @param counter what is counted
    /// @param cpu the time that the server has used so far
    public Measurement(EventLoop loop, Recorder recorder, LongSupplier counter, Supplier<Duration> cpu) {
        this.loop = loop;
        this.recorder = recorder;
        this.counter = counter;
        this.cpu = cpu;
    }

    /// Does it.
    ///
    /// @param isDrained whether everything has arrived
    /// @throws Exception if anything went wrong at any client
    public Figures run(Load load, BooleanSupplier isDrained, Duration settling, Duration measured) throws Exception {
        at(Duration.ZERO, load::start);
        at(settling, this::begin);
        at(
                settling.plus(measured),
                () -> {
                    end();
                    load.stop();
                    drain(isDrained, System.nanoTime() + DRAIN.toNanos());
                });
        Duration patience = settling.plus(measured).plus(DRAIN).plus(DRAIN);
        CompletableFuture.anyOf(outcome, recorder.failure()).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        return outcome.join();
    }

    private void at(Duration delay, Runnable step) {
        var _ =
                loop.schedule(
                        () -> {
                            try {
                                step.run();
                            } catch (RuntimeException failure) {
                                outcome.completeExceptionally(failure);
                            }
                        },
                        delay.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void begin() {
        cpuBefore = cpu.get();
        clientCpuBefore = ownCpu();
        timeBefore = System.nanoTime();
        countBefore = counter.getAsLong();
        recorder.start(timeBefore);
    }

    private void end() {
        time = System.nanoTime();
        count = counter.getAsLong();
        cpuUsed = cpu.get().minus(cpuBefore);
        clientCpuUsed = ownCpu().minus(clientCpuBefore);
        recorder.stop(time);
    }

    private void drain(BooleanSupplier isDrained, long deadline) {
        if (isDrained.getAsBoolean()) {
            outcome.complete(
                    new Figures(
                            count - countBefore,
                            Duration.ofNanos(time - timeBefore),
                            cpuUsed,
                            clientCpuUsed,
                            recorder.finish()));
        } else if (System.nanoTime() - deadline > 0) {
            outcome.completeExceptionally(new IllegalStateException("messages were lost"));
        } else {
            at(Duration.ofMillis(1), () -> drain(isDrained, deadline));
        }
    }

    /// All clients are in this process.
    private static Duration ownCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
