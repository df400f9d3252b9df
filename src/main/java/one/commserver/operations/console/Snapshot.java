package one.commserver.operations.console;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// This node at one moment, as the console is told: some kilobytes, whatever is open. Identities are shortened; moments
/// are ISO 8601; times are milliseconds unless they say otherwise.
///
/// @param node who tells
/// @param version of the page's files
/// @param drain `serving`, `announced`, `leaving` or `drained`
/// @param limit how many connections the node takes
/// @param states how many connections are in each state, the usual order; those that none is in are missing
/// @param kinds how many there are of each kind, `none` before authentication
/// @param traffic null if nobody has looked a moment ago
/// @param errors newest first
/// @param ends newest first
/// @param reasons of the last ends, most frequent first
/// @param talkers who has moved most bytes, most first
record Snapshot(
        String node,
        String version,
        String at,
        long uptimeSeconds,
        boolean ready,
        String drain,
        long open,
        long limit,
        long made,
        long failed,
        Map<String, Integer> states,
        Map<String, Integer> kinds,
        @Nullable Traffic traffic,
        RoundTrips roundTrips,
        List<OneError> errors,
        List<OneEnd> ends,
        Map<String, Integer> reasons,
        List<Talker> talkers,
        List<OneAlert> alerts) {

    /// What was moved since the last look, a second; seen from the node.
    record Traffic(double messagesIn, double messagesOut, double bytesIn, double bytesOut, double errors) {}

    /// The last round trip of each open connection that had one.
    ///
    /// @param mean null if none had
    /// @param upTo upper bounds, in ascending order
    /// @param counts how many there are up to each bound, and how many beyond the last one
    record RoundTrips(@Nullable Double mean, List<Long> upTo, List<Integer> counts) {}

    /// Something that went wrong.
    record OneError(String at, String connection, String error, String type, String severity) {}

    /// A connection that has ended.
    ///
    /// @param reason as a meter's tag has it: never a stranger's words
    /// @param evicted whether it was cut because it had died
    record OneEnd(
            String at,
            String connection,
            @Nullable String kind,
            @Nullable String identity,
            long lasted,
            String reason,
            boolean evicted) {}

    /// A connection that moves much.
    ///
    /// @param bytes since it was opened, both ways
    /// @param perSecond bytes since the last look; null if it wasn't among them then
    record Talker(
            String connection,
            @Nullable String kind,
            @Nullable String identity,
            long bytes,
            long messages,
            @Nullable Double perSecond) {}

    /// An alert of the node's own that is on.
    record OneAlert(String alert, long seconds) {}
}
