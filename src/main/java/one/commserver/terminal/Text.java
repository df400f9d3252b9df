package one.commserver.terminal;

import java.time.Duration;
import java.util.Locale;

/// Numbers as people read them, in ASCII.
public final class Text {

    private static final long KIB = 1024;
    private static final double NANOS = 1e9;

    private Text() {}

    public static String time(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        if (millis >= 1000) {
            return String.format(Locale.ROOT, "%.2f s", millis / 1000);
        }
        return String.format(Locale.ROOT, millis >= 10 ? "%.0f ms" : "%.1f ms", millis);
    }

    public static String bytes(long bytes) {
        if (bytes < KIB) {
            return bytes + " bytes";
        } else if (bytes < KIB * KIB) {
            return String.format(Locale.ROOT, "%.1f KiB", (double) bytes / KIB);
        } else if (bytes < KIB * KIB * KIB) {
            return String.format(Locale.ROOT, "%.1f MiB", (double) bytes / KIB / KIB);
        }
        return String.format(Locale.ROOT, "%.2f GiB", (double) bytes / KIB / KIB / KIB);
    }

    public static String rate(long bytes, long nanos) {
        return bytes(Math.round(bytes * NANOS / Math.max(1, nanos))) + "/s";
    }
}
