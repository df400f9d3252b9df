package one.commserver.trend;

import one.commserver.protocol.WireName;

/// What a node may tell its operators of itself.
public enum Alert implements WireName {
    /// The mean of the last minute exceeds a part of the most connections that the node takes.
    CONNECTIONS_HIGH("connections-high", Signal.CONNECTIONS, Measure.PART_OF_LIMIT),
    /// At the present slope no connection will fit in any more before long.
    CONNECTIONS_FULL_SOON("connections-full-soon", Signal.CONNECTIONS, Measure.UNTIL_LIMIT),
    /// The mean of the last minute exceeds a part of the largest heap.
    HEAP_HIGH("heap-high", Signal.HEAP, Measure.PART_OF_LIMIT),
    /// At the present slope the heap will be full before long.
    HEAP_FULL_SOON("heap-full-soon", Signal.HEAP, Measure.UNTIL_LIMIT),
    /// The mean of the last minute exceeds a part of what may wait for receivers.
    RELAY_MEMORY_HIGH("relay-memory-high", Signal.RELAY_MEMORY, Measure.PART_OF_LIMIT),
    /// The mean of the last minute exceeds a part of the processors.
    PROCESSORS_HIGH("processors-high", Signal.PROCESSORS, Measure.PART_OF_LIMIT),
    /// More errors a second than that, in the mean of the last minute.
    ERRORS_HIGH("errors-high", Signal.ERRORS, Measure.NUMBER),
    /// More connections a second than that ended without order, in the mean of the last minute.
    FAILURES_HIGH("failures-high", Signal.FAILURES, Measure.NUMBER),
    /// Round trips take longer than that, in milliseconds, in the mean of the last minute.
    ROUND_TRIP_HIGH("round-trip-high", Signal.ROUND_TRIP, Measure.NUMBER);

    private final String wireName;
    private final Signal signal;
    private final Measure measure;

    /// What is compared with the threshold.
    enum Measure {
        /// The mean of the last minute.
        NUMBER,
        /// The same as a part of the limit.
        PART_OF_LIMIT,
        /// Minutes until the limit is reached; here less is worse.
        UNTIL_LIMIT
    }

    Alert(String wireName, Signal signal, Measure measure) {
        this.wireName = wireName;
        this.signal = signal;
        this.measure = measure;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    /// What it watches.
    public Signal signal() {
        return signal;
    }

    Measure measure() {
        return measure;
    }
}
