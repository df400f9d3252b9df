package one.commserver.bench.load;

import org.HdrHistogram.Histogram;

import java.time.Duration;

/// What one measurement has found.
///
/// @param count messages, logins or meetings
/// @param cpu the server's
/// @param clientCpu that of all clients together
/// @param latencies in nanoseconds; empty where nobody looked
public record Figures(long count, Duration time, Duration cpu, Duration clientCpu, Histogram latencies) {

    private static final double NANOS = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;

    /// How many a second.
    public double perSecond() {
        return count / (time.toNanos() / NANOS);
    }

    /// The server's CPU for each, in microseconds.
    public double cpuMicros() {
        return cpu.toNanos() / NANOS_PER_MICRO / count;
    }

    /// The clients' CPU for each, in microseconds.
    public double clientCpuMicros() {
        return clientCpu.toNanos() / NANOS_PER_MICRO / count;
    }

    /// How much of one core.
    public double busyPercent() {
        return 100.0 * cpu.toNanos() / time.toNanos();
    }

    /// A percentile of the latency, in microseconds.
    public double micros(double percentile) {
        return latencies.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
