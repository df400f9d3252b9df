package one.commserver.operations;

import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.connection.statistics.Statistics.Global;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.relay.bounds.Memory;
import one.commserver.trend.Signal;
import one.commserver.trend.Source;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;

/// Where this node's signals are read.
final class TrendSources {

    private final ConnectionStatistics statistics;

    /// Of the present sample: all signals of connections come from one look at them.
    private @Nullable Global seen;

    private TrendSources(ConnectionStatistics statistics) {
        this.statistics = statistics;
    }

    /// @param memory what waits for receivers
    static List<Source> of(ConnectionStatistics statistics, InForce<ConnectionLimits> limits, Memory memory) {
        var of = new TrendSources(statistics);
        return List.of(
                new Source(Signal.CONNECTIONS, of::connections, () -> limits.now().connections()),
                Source.of(Signal.MESSAGES, () -> of.global().totalMessages()),
                Source.of(Signal.BYTES, () -> of.global().totalBytes()),
                Source.of(Signal.ERRORS, () -> of.global().totalErrors()),
                Source.of(Signal.FAILURES, () -> of.global().failedConnections()),
                Source.of(Signal.ROUND_TRIP, of::roundTrip),
                new Source(Signal.HEAP, TrendSources::heap, Runtime.getRuntime()::maxMemory),
                new Source(Signal.RELAY_MEMORY, memory::bytes, memory::most),
                new Source(Signal.PROCESSORS, TrendSources::processors, () -> 1));
    }

    /// The first signal that is read.
    private double connections() {
        Global now = statistics.global();
        seen = now;
        return now.activeConnections();
    }

    private Global global() {
        Global now = seen;
        return now == null ? statistics.global() : now;
    }

    private double roundTrip() {
        Double latency = global().averageLatency();
        return latency == null ? Double.NaN : latency;
    }

    /// Behind the last collection of each pool: what is garbage already says nothing of what is needed.
    private static double heap() {
        double used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            used += usage == null ? 0 : usage.getUsed();
        }
        return used;
    }

    private static double processors() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        double load =
                system instanceof com.sun.management.OperatingSystemMXBean process ? process.getProcessCpuLoad() : -1;
        return load < 0 ? Double.NaN : load;
    }
}
