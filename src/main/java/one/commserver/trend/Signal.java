package one.commserver.trend;

import one.commserver.protocol.WireName;

/// A number that is watched.
public enum Signal implements WireName {
    /// Open connections.
    CONNECTIONS("connections", Kind.LEVEL),
    /// Messages and frames a second, both directions.
    MESSAGES("messages", Kind.RATE),
    /// Bytes a second, both directions.
    BYTES("bytes", Kind.RATE),
    /// Errors a second, of any severity.
    ERRORS("errors", Kind.RATE),
    /// Connections a second that ended without order.
    FAILURES("failures", Kind.RATE),
    /// The mean of the open connections' last round trips, in milliseconds.
    ROUND_TRIP("round-trip", Kind.LEVEL),
    /// Memory on the heap that was in use behind the last collection, in bytes.
    HEAP("heap", Kind.LEVEL),
    /// What waits for receivers, in bytes.
    RELAY_MEMORY("relay-memory", Kind.LEVEL),
    /// The process's part of the processors that it may use, from 0 to 1.
    PROCESSORS("processors", Kind.LEVEL);

    private final String wireName;
    private final Kind kind;

    /// How a reading becomes a number.
    enum Kind {
        /// It is the number.
        LEVEL,
        /// It only rises; the number is how fast, a second.
        RATE
    }

    Signal(String wireName, Kind kind) {
        this.wireName = wireName;
        this.kind = kind;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    Kind kind() {
        return kind;
    }
}
