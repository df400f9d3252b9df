package one.commserver.connection.statistics;

import one.commserver.connection.ConnectionId;
import one.commserver.connection.ConnectionState;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The numbers at one moment.
///
/// @param activeConnections those that are open, oldest first
/// @param recentErrors newest first, a bounded number
/// @param recentlyClosed newest first, a bounded number
public record Statistics(
        Global global,
        List<ConnectionStats> activeConnections,
        List<ErrorEntry> recentErrors,
        List<ClosedConnection> recentlyClosed) {

    /// All connections together, since the start.
    ///
    /// @param failedConnections those that ended without order
    /// @param totalMessages both directions, binary frames included
    /// @param totalBytes both directions, without the frames' heads
    /// @param totalErrors whatever was told as one, of any severity
    /// @param throughputMbps megabits a second over the last minute
    /// @param messagesPerSecond over the last minute
    /// @param averageLatency of the last round trips of the open connections, in milliseconds; null if there is
    ///     none
    /// @param averageMessageSize in bytes; 0 without messages
    /// @param connectionsPerMinute made, over the whole time
    /// @param calls of a connection's methods, by name
    /// @param successRate the part of all connections that didn't fail, 0 to 1; 1 without any
    /// @param errorRate errors for each message; 0 without messages
    /// @param latencyP50 what half of all round trips since the start didn't exceed, in milliseconds, rounded up to a
    ///     bound of the distribution, or the longest one if that lies beyond the last bound; null if there are none
    /// @param latencyP95 the same of 95 of a hundred
    /// @param latencyP99 the same of 99 of a hundred
    /// @param latencyDistribution of all round trips since the start
    public record Global(
            Instant startTime,
            Duration uptime,
            long totalConnections,
            long activeConnections,
            long failedConnections,
            long totalMessages,
            long messagesReceived,
            long messagesSent,
            long totalBytes,
            long bytesReceived,
            long bytesSent,
            long totalErrors,
            double throughputMbps,
            double messagesPerSecond,
            @Nullable Double averageLatency,
            double averageMessageSize,
            double connectionsPerMinute,
            Map<String, Long> calls,
            double successRate,
            double errorRate,
            @Nullable Long latencyP50,
            @Nullable Long latencyP95,
            @Nullable Long latencyP99,
            List<LatencyBucket> latencyDistribution) {}

    /// Some of all round trips.
    ///
    /// @param upTo milliseconds, and longer than what the bucket before has; null: whatever is longer
    public record LatencyBucket(@Nullable Long upTo, long count) {}

    /// One connection.
    ///
    /// @param identity shortened, once authenticated
    /// @param instance which device; a stranger's text
    /// @param latency the last round trip in milliseconds; null if there was none
    /// @param timeInState how long it was in each state, the present one included
    /// @param plugins first to last
    public record ConnectionStats(
            ConnectionId connectionId,
            ConnectionState currentState,
            Instant startTime,
            String route,
            String dialect,
            @Nullable ConnectionKind kind,
            @Nullable String identity,
            @Nullable String instance,
            long messagesReceived,
            long messagesSent,
            long bytesReceived,
            long bytesSent,
            @Nullable Double latency,
            Map<ConnectionState, Duration> timeInState,
            List<PluginStats> plugins) {}

    /// A plugin of a connection.
    ///
    /// @param events that it has handled, both directions
    /// @param bytes of these events
    /// @param time that it took for them
    public record PluginStats(String name, long events, long bytes, Duration time) {}

    /// Something that went wrong.
    ///
    /// @param error what happened, without secrets
    /// @param type the part of the protocol
    public record ErrorEntry(
            ConnectionId connectionId,
            String error,
            ErrorCode.Category type,
            ErrorCode.Severity severity,
            Instant timestamp) {}

    /// A connection that has ended.
    ///
    /// @param connection as it was at the end
    /// @param code of the close frame, or what stands for it
    /// @param reason of the close frame; a stranger's text
    public record ClosedConnection(
            ConnectionStats connection, Instant endTime, Duration duration, int code, String reason) {}
}
