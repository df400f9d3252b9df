package one.commserver.connection.statistics;

import one.commserver.connection.statistics.Statistics.PluginStats;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/// What is counted of one plugin of one connection. The connection's thread writes, anybody reads.
final class PluginCounters {

    private static final AtomicLongFieldUpdater<PluginCounters> EVENTS = field("events");
    private static final AtomicLongFieldUpdater<PluginCounters> BYTES = field("bytes");
    private static final AtomicLongFieldUpdater<PluginCounters> NANOS = field("nanos");

    private final String name;
    private volatile long events;
    private volatile long bytes;
    private volatile long nanos;

    PluginCounters(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /// It has handled an event.
    void ran(long itsBytes, long itsNanos) {
        EVENTS.lazySet(this, events + 1);
        BYTES.lazySet(this, bytes + itsBytes);
        NANOS.lazySet(this, nanos + itsNanos);
    }

    PluginStats read() {
        return new PluginStats(name, events, bytes, Duration.ofNanos(nanos));
    }

    private static AtomicLongFieldUpdater<PluginCounters> field(String name) {
        return AtomicLongFieldUpdater.newUpdater(PluginCounters.class, name);
    }
}
