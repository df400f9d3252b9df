package one.commserver.operations;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import one.commserver.connection.statistics.Statistics.ClosedConnection;
import one.commserver.connection.statistics.Statistics.ConnectionStats;
import one.commserver.connection.statistics.Statistics.ErrorEntry;
import one.commserver.connection.statistics.Statistics.Global;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The answer to a [ConnectionQuery], under the names that applications know from the instrumentation of their own
/// connections. Their programs use two words for some things, `connections` and `activeConnections` among them, so
/// both are there. `startTime` is milliseconds since 1970, because `Date.now()` is subtracted from it; other moments
/// are ISO 8601. Times are milliseconds.
///
/// Spec: chapter 5.
///
/// @param node who answers: each node knows its own connections
/// @param global all connections of the node
/// @param activeConnections the page that was asked for
/// @param connections the same, under the name by which programs compare two answers
/// @param totalConnections made since the start
/// @param recentErrors newest first, at most 100
/// @param recentlyClosed newest first, at most 100
record ConnectionsAnswer(
        String node,
        GlobalNumbers global,
        List<OneConnection> activeConnections,
        List<OneConnection> connections,
        long totalConnections,
        List<OneError> recentErrors,
        List<OneClosed> recentlyClosed,
        Page page) {

    /// The page alone.
    record Brief(String node, List<OneConnection> activeConnections, Page page) {}

    /// @param matching how many connections match the question
    record Page(int number, int size, long matching) {}

    /// See [Global], whose other numbers stand beside these two as they are.
    record GlobalNumbers(
            long startTime, long uptime, @JsonUnwrapped @JsonIgnoreProperties({"startTime", "uptime"}) Global others) {

        static GlobalNumbers of(Global global) {
            return new GlobalNumbers(global.startTime().toEpochMilli(), global.uptime().toMillis(), global);
        }
    }

    /// See [ConnectionStats].
    record OneConnection(
            String connectionId,
            String id,
            String internalId,
            String currentState,
            String state,
            long startTime,
            String createdAt,
            String url,
            String dialect,
            @Nullable String kind,
            @Nullable String identity,
            @Nullable String instance,
            long messagesReceived,
            long messagesSent,
            long messageCount,
            long bytesReceived,
            long bytesSent,
            @Nullable Double latency,
            Map<String, Long> timeInState,
            List<OnePlugin> plugins) {

        static OneConnection of(ConnectionStats stats) {
            String id = stats.connectionId().toString();
            String state = stats.currentState().name();
            return new OneConnection(
                    id,
                    id,
                    id,
                    state,
                    state,
                    stats.startTime().toEpochMilli(),
                    stats.startTime().toString(),
                    stats.route(),
                    stats.dialect(),
                    stats.kind() == null ? null : stats.kind().wireName(),
                    stats.identity(),
                    stats.instance(),
                    stats.messagesReceived(),
                    stats.messagesSent(),
                    stats.messagesReceived() + stats.messagesSent(),
                    stats.bytesReceived(),
                    stats.bytesSent(),
                    stats.latency(),
                    stats.timeInState().entrySet().stream()
                            .collect(
                                    Collectors.toMap(each -> each.getKey().name(), each -> each.getValue().toMillis())),
                    stats.plugins().stream()
                            .map(each ->
                                    new OnePlugin(each.name(), each.events(), each.bytes(), each.time().toMillis()))
                            .toList());
        }
    }

    /// @param time that it took for its events
    record OnePlugin(String name, long events, long bytes, long time) {}

    /// See [ErrorEntry].
    record OneError(String connectionId, String error, String type, String severity, String timestamp) {

        static OneError of(ErrorEntry entry) {
            return new OneError(
                    entry.connectionId().toString(),
                    entry.error(),
                    entry.type().wireName(),
                    entry.severity().wireName(),
                    entry.timestamp().toString());
        }
    }

    /// See [ClosedConnection].
    record OneClosed(OneConnection connection, String endTime, long duration, int code, String reason) {

        static OneClosed of(ClosedConnection closed) {
            return new OneClosed(
                    OneConnection.of(closed.connection()),
                    closed.endTime().toString(),
                    closed.duration().toMillis(),
                    closed.code(),
                    closed.reason());
        }
    }

    /// One connection, and what went wrong with it lately.
    ///
    /// @param closed how it has ended, if it has
    record Detail(OneConnection connection, @Nullable OneClosed closed, List<OneError> errors) {}

    /// @param error what would have made sense
    record Refused(String error) {}
}
