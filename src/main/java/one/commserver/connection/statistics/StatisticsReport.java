package one.commserver.connection.statistics;

import one.commserver.connection.statistics.Statistics.ClosedConnection;
import one.commserver.connection.statistics.Statistics.ConnectionStats;
import one.commserver.connection.statistics.Statistics.ErrorEntry;
import one.commserver.connection.statistics.Statistics.Global;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The statistics as text of at most a few hundred lines, about 120 columns wide.
final class StatisticsReport {

    /// As much of each list as somebody reads.
    static final int SHOWN = 50;

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private StatisticsReport() {}

    static String of(Statistics statistics, Instant now) {
        return "CONNECTIONS  "
                + now.truncatedTo(ChronoUnit.SECONDS)
                + "\n\n"
                + global(statistics.global())
                + section(
                        "Active connections",
                        statistics.activeConnections(),
                        statistics.global().activeConnections(),
                        StatisticsReport::connection)
                + section("Recent errors", statistics.recentErrors(), StatisticsReport::error)
                + section("Recently closed", statistics.recentlyClosed(), StatisticsReport::closed);
    }

    private static String global(Global g) {
        return line("Uptime", duration(g.uptime()))
                + line(
                        "Connections",
                        "%d active, %d in total, %d failed, %.2f a minute",
                        g.activeConnections(),
                        g.totalConnections(),
                        g.failedConnections(),
                        g.connectionsPerMinute())
                + line(
                        "Messages",
                        "%d received, %d sent, %.2f a second, %s on average",
                        g.messagesReceived(),
                        g.messagesSent(),
                        g.messagesPerSecond(),
                        bytes(Math.round(g.averageMessageSize())))
                + line(
                        "Bytes",
                        "%s received, %s sent, %.3f Mbps",
                        bytes(g.bytesReceived()),
                        bytes(g.bytesSent()),
                        g.throughputMbps())
                + line("Latency", millis(g.averageLatency()))
                + line("Errors", "%d", g.totalErrors());
    }

    private static String connection(ConnectionStats c) {
        String plugins =
                c.plugins().stream()
                        .map(p ->
                                "%s (%d events, %s, %s)"
                                        .formatted(p.name(), p.events(), bytes(p.bytes()), duration(p.time())))
                        .collect(Collectors.joining(", "));
        String states =
                c.timeInState().entrySet().stream()
                        .map(e -> e.getKey() + " " + duration(e.getValue()))
                        .collect(Collectors.joining(" > "));
        return text(
                        "  %-8s %-14s %-9s %-8s in %d (%s)  out %d (%s)  latency %s%n",
                        c.connectionId(),
                        c.currentState(),
                        c.kind() == null ? "-" : c.kind().wireName(),
                        c.dialect(),
                        c.messagesReceived(),
                        bytes(c.bytesReceived()),
                        c.messagesSent(),
                        bytes(c.bytesSent()),
                        millis(c.latency()))
                + text("           %s%s%s%n", c.route(), after(" ", c.identity()), after(" on ", c.instance()))
                + text("           %s%n", states)
                + (plugins.isEmpty() ? "" : text("           %s%n", plugins));
    }

    private static String error(ErrorEntry e) {
        return text(
                "  %s  %-8s %-8s %-10s %s%n",
                e.timestamp().truncatedTo(ChronoUnit.SECONDS),
                e.connectionId(),
                e.severity().name().toLowerCase(Locale.ROOT),
                e.type().name().toLowerCase(Locale.ROOT),
                e.error());
    }

    private static String closed(ClosedConnection c) {
        return text(
                "  %s  %-8s %-6s after %s  %d %s%s%n",
                c.endTime().truncatedTo(ChronoUnit.SECONDS),
                c.connection().connectionId(),
                c.connection().currentState(),
                duration(c.duration()),
                c.code(),
                c.reason(),
                after("  ", c.connection().identity()));
    }

    private static <T> String section(String title, List<T> items, Function<T, String> format) {
        return section(title, items, items.size(), format);
    }

    private static <T> String section(String title, List<T> items, long all, Function<T, String> format) {
        String more = all > SHOWN ? text("  and %d more%n", all - SHOWN) : "";
        return items.stream().limit(SHOWN).map(format).collect(Collectors.joining("", "\n" + title + "\n", more))
                + (items.isEmpty() ? "  none\n" : "");
    }

    private static String line(String name, String format, Object... values) {
        return text("  %-12s %s%n", name, text(format, values));
    }

    private static String millis(@Nullable Double millis) {
        return millis == null ? "-" : text("%.1f ms", millis);
    }

    private static String after(String separator, @Nullable String text) {
        return text == null ? "" : separator + text;
    }

    private static String bytes(long bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : text("%.1f %s", value, UNITS[unit]);
    }

    private static String duration(Duration d) {
        if (d.toHours() > 0) {
            return text("%dh %02dm", d.toHours(), d.toMinutesPart());
        }
        if (d.toMinutes() > 0) {
            return text("%dm %02ds", d.toMinutes(), d.toSecondsPart());
        }
        return d.toSeconds() > 0 ? text("%.1fs", d.toMillis() / 1e3) : text("%.1fms", d.toNanos() / 1e6);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }
}
