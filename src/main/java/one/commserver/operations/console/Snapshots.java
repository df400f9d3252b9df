package one.commserver.operations.console;

import one.commserver.connection.ConnectionId;
import one.commserver.connection.NanoClock;
import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.connection.statistics.Statistics.ClosedConnection;
import one.commserver.connection.statistics.Statistics.ConnectionStats;
import one.commserver.connection.statistics.Statistics.ErrorEntry;
import one.commserver.connection.statistics.Statistics.Global;
import one.commserver.drain.Drain;
import one.commserver.operations.console.Snapshot.OneAlert;
import one.commserver.operations.console.Snapshot.OneEnd;
import one.commserver.operations.console.Snapshot.OneError;
import one.commserver.operations.console.Snapshot.Talker;
import one.commserver.operations.console.Snapshot.Traffic;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.TagValues;
import one.commserver.trend.Trends;
import one.commserver.wire.CloseStatus;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Looks at the node for the console. Remembers the last look, for what is counted a second. On one thread at a time.
final class Snapshots {

    private static final int TALKERS = 8;
    private static final int ERRORS = 10;
    private static final int ENDS = 10;

    /// A mean over more than that says nothing of the moment.
    private static final Duration STALE = Duration.ofSeconds(10);

    private final String node;
    private final String version;
    private final IntSupplier limit;
    private final Sources sources;
    private final InstantSource wallClock;
    private final NanoClock clock;
    private @Nullable Look last;

    /// Who knows what.
    record Sources(
            ConnectionStatistics statistics,
            Supplier<List<Trends.Active>> alerts,
            Supplier<Drain.State> drain,
            BooleanSupplier readiness) {}

    /// What is remembered of a look.
    ///
    /// @param bytes of those that had moved most
    private record Look(long nanos, Global global, Map<ConnectionId, Long> bytes) {}

    /// @param version of the page's files
    /// @param limit how many connections the node takes now
    Snapshots(
            String node, String version, IntSupplier limit, Sources sources, InstantSource wallClock, NanoClock clock) {
        this.node = node;
        this.version = version;
        this.limit = limit;
        this.sources = sources;
        this.wallClock = wallClock;
        this.clock = clock;
    }

    /// Looks at all connections once.
    Snapshot take() {
        Crowd crowd = Crowd.of(sources.statistics, TALKERS);
        Map<ConnectionId, Long> bytes = new HashMap<>();
        crowd.talkers().forEach(each -> bytes.put(each.connection().connection().id(), each.bytes()));
        var now = new Look(clock.nanos(), sources.statistics.global(), bytes);
        Look before = last != null && seconds(last, now) <= STALE.toSeconds() ? last : null;
        last = now;
        List<ClosedConnection> closed = sources.statistics.recentlyClosed();
        return new Snapshot(
                node,
                version,
                wallClock.instant().toString(),
                now.global.uptime().toSeconds(),
                sources.readiness.getAsBoolean(),
                MeterTag.word(sources.drain.get()),
                crowd.open(),
                limit.getAsInt(),
                now.global.totalConnections(),
                now.global.failedConnections(),
                crowd.states(),
                crowd.kinds(),
                before == null ? null : traffic(before, now),
                crowd.roundTrips(),
                sources.statistics.recentErrors().stream().limit(ERRORS).map(Snapshots::error).toList(),
                closed.stream().limit(ENDS).map(Snapshots::end).toList(),
                reasons(closed),
                crowd.talkers().stream().map(each -> talker(each, before, now)).toList(),
                sources.alerts.get().stream()
                        .map(on -> new OneAlert(on.alert().wireName(), on.lasts().toSeconds()))
                        .toList());
    }

    private static double seconds(Look from, Look to) {
        return (to.nanos - from.nanos) / 1e9;
    }

    private static Traffic traffic(Look before, Look now) {
        double seconds = seconds(before, now);
        Global from = before.global;
        Global to = now.global;
        return new Traffic(
                (to.messagesReceived() - from.messagesReceived()) / seconds,
                (to.messagesSent() - from.messagesSent()) / seconds,
                (to.bytesReceived() - from.bytesReceived()) / seconds,
                (to.bytesSent() - from.bytesSent()) / seconds,
                (to.totalErrors() - from.totalErrors()) / seconds);
    }

    private static Talker talker(Crowd.Talker each, @Nullable Look before, Look now) {
        ConnectionStats stats = each.connection().read();
        Long bytesBefore = before == null ? null : before.bytes.get(stats.connectionId());
        Double perSecond =
                before == null || bytesBefore == null ? null : (each.bytes() - bytesBefore) / seconds(before, now);
        return new Talker(
                stats.connectionId().toString(),
                word(stats.kind()),
                stats.identity(),
                each.bytes(),
                stats.messagesReceived() + stats.messagesSent(),
                perSecond);
    }

    private static OneError error(ErrorEntry entry) {
        return new OneError(
                entry.timestamp().toString(),
                entry.connectionId().toString(),
                entry.error(),
                entry.type().wireName(),
                entry.severity().wireName());
    }

    private static OneEnd end(ClosedConnection closed) {
        ConnectionStats connection = closed.connection();
        String reason = reason(closed);
        return new OneEnd(
                closed.endTime().toString(),
                connection.connectionId().toString(),
                word(connection.kind()),
                connection.identity(),
                closed.duration().toMillis(),
                reason,
                reason.equals(MeterTag.word(CloseReason.TIMED_OUT)));
    }

    private static Map<String, Integer> reasons(List<ClosedConnection> closed) {
        Map<String, Integer> counted = new HashMap<>();
        closed.forEach(each -> counted.merge(reason(each), 1, Integer::sum));
        Map<String, Integer> sorted = new LinkedHashMap<>();
        counted.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .forEach(each -> sorted.put(each.getKey(), each.getValue()));
        return sorted;
    }

    private static String reason(ClosedConnection closed) {
        return TagValues.of(new CloseStatus(closed.code(), closed.reason()));
    }

    private static @Nullable String word(@Nullable ConnectionKind kind) {
        return kind == null ? null : kind.wireName();
    }
}
