package one.commserver.trend;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The numbers of a span that moves with time, put together step by step: its memory doesn't grow. On one thread at a
/// time.
public final class Window {

    private final long stepNanos;
    private final Step[] ring;
    private long current = Long.MIN_VALUE;

    Window(Span span) {
        this.stepNanos = span.step().toNanos();
        this.ring = new Step[span.steps()];
        for (int i = 0; i < ring.length; i++) {
            ring[i] = new Step();
        }
    }

    /// What a window holds.
    ///
    /// @param min the smallest number
    /// @param mean of all numbers
    /// @param max the largest number
    /// @param last the newest number
    public record Summary(double min, double mean, double max, double last) {}

    /// What was put together in one step.
    ///
    /// @param secondsAgo its middle, before now
    public record Point(double secondsAgo, double min, double mean, double max) {}

    /// A straight line through what a window holds.
    ///
    /// @param perSecond how fast it rises
    /// @param fit how much of the movement it explains, from 0 to 1
    /// @param seconds how much time it is drawn from
    record Line(double perSecond, double fit, double seconds) {}

    /// @param nanos when, by a clock that never goes back
    void add(long nanos, double value) {
        moveTo(nanos);
        ring[index(current)].add(value);
    }

    /// Null if there is nothing in it.
    @Nullable Summary summary(long nanos) {
        moveTo(nanos);
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double last = Double.NaN;
        long count = 0;
        for (long step = current - ring.length + 1; step <= current; step++) {
            Step each = ring[index(step)];
            if (each.count > 0) {
                min = Math.min(min, each.min);
                max = Math.max(max, each.max);
                sum += each.sum;
                count += each.count;
                last = each.last;
            }
        }
        return count == 0 ? null : new Summary(min, sum / count, max, last);
    }

    /// Oldest first.
    List<Point> points(long nanos) {
        moveTo(nanos);
        List<Point> points = new ArrayList<>(ring.length);
        for (long step = current - ring.length + 1; step <= current; step++) {
            Step each = ring[index(step)];
            if (each.count > 0) {
                points.add(new Point(secondsAgo(step), each.min, each.sum / each.count, each.max));
            }
        }
        return points;
    }

    /// By least squares through the means of its steps; null if there are fewer than three.
    @Nullable Line line(long nanos) {
        List<Point> points = points(nanos);
        if (points.size() < 3) {
            return null;
        }
        double meanX = points.stream().mapToDouble(point -> -point.secondsAgo()).average().orElseThrow();
        double meanY = points.stream().mapToDouble(Point::mean).average().orElseThrow();
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (Point point : points) {
            double x = -point.secondsAgo() - meanX;
            double y = point.mean() - meanY;
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        double fit = yy == 0 ? 0 : xy * xy / (xx * yy);
        return new Line(xy / xx, fit, points.getFirst().secondsAgo() - points.getLast().secondsAgo());
    }

    private double secondsAgo(long step) {
        return (current - step + 0.5) * stepNanos / 1e9;
    }

    private void moveTo(long nanos) {
        long now = Math.floorDiv(nanos, stepNanos);
        if (current == Long.MIN_VALUE || now - current >= ring.length) {
            for (Step each : ring) {
                each.clear();
            }
            current = now;
        }
        while (current < now) {
            current++;
            ring[index(current)].clear();
        }
    }

    private int index(long step) {
        return Math.floorMod(step, ring.length);
    }

    private static final class Step {
        private double min;
        private double max;
        private double sum;
        private double last;
        private int count;

        private void clear() {
            count = 0;
            sum = 0;
        }

        private void add(double value) {
            min = count == 0 ? value : Math.min(min, value);
            max = count == 0 ? value : Math.max(max, value);
            sum += value;
            last = value;
            count++;
        }
    }
}
