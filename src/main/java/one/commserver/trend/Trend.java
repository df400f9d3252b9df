package one.commserver.trend;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// One signal's windows. On one thread at a time.
final class Trend {

    /// A forecast is drawn from no less.
    private static final Duration LEAST = Duration.ofMinutes(5);

    /// A line that explains less of the movement says nothing of what comes.
    private static final double FIT = 0.7;

    private final Source source;
    private final Map<Span, Window> windows = new EnumMap<>(Span.class);
    private double lastReading = Double.NaN;
    private long lastNanos;

    Trend(Source source) {
        this.source = source;
        for (Span span : Span.values()) {
            windows.put(span, new Window(span));
        }
    }

    Signal signal() {
        return source.signal();
    }

    /// NaN: nobody knows.
    double limit() {
        return source.limit().getAsDouble();
    }

    /// Reads the signal once.
    void sample(long nanos) {
        double reading = source.reading().getAsDouble();
        double value =
                switch (source.signal().kind()) {
                    case LEVEL -> reading;
                    // what has begun anew had nothing before
                    case RATE -> Math.max(0, reading - lastReading) * 1e9 / (nanos - lastNanos);
                };
        lastReading = reading;
        lastNanos = nanos;
        if (Double.isFinite(value)) {
            windows.values().forEach(window -> window.add(nanos, value));
        }
    }

    /// Null if there is nothing of that time.
    Window.@Nullable Summary summary(Span span, long nanos) {
        return window(span).summary(nanos);
    }

    List<Window.Point> points(Span span, long nanos) {
        return window(span).points(nanos);
    }

    /// When the limit will be reached if it goes on like in the last quarter of an hour; null if it isn't rising, or
    /// not evenly, or not for long enough.
    @Nullable Duration untilLimit(long nanos) {
        Window.Line line = window(Span.QUARTER).line(nanos);
        Window.Summary minute = summary(Span.MINUTE, nanos);
        if (line == null || minute == null || Double.isNaN(limit())) {
            return null;
        }
        if (line.perSecond() <= 0 || line.fit() < FIT || line.seconds() < LEAST.toSeconds()) {
            return null;
        }
        double seconds = (limit() - minute.last()) / line.perSecond();
        return seconds > Duration.ofDays(365).toSeconds() ? null : Duration.ofSeconds(Math.max(0, (long) seconds));
    }

    private Window window(Span span) {
        Window window = windows.get(span);
        if (window == null) {
            throw new IllegalStateException("no window of " + span);
        }
        return window;
    }
}
