package one.commserver.connection.statistics;

import one.commserver.connection.Connection;
import one.commserver.connection.statistics.Statistics.ConnectionStats;

/// An open connection whose numbers can be looked at one by one, which costs nothing, or all together. They go on
/// changing. Any thread.
public interface OpenConnection {

    Connection connection();

    /// The last round trip in nanoseconds; negative before the first one.
    long latencyNanos();

    /// Messages and frames, both ways.
    long messages();

    /// What they weigh.
    long bytes();

    /// All numbers.
    ConnectionStats read();
}
