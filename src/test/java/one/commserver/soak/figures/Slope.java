package one.commserver.soak.figures;

import java.util.Arrays;

/// How fast a series rises or falls, and between which bounds that lies almost certainly.
///
/// The estimate is that of Theil and Sen: the median of the slopes of all pairs of points, which single points far off
/// don't move. Its interval is Sen's: how many pairs may rise by chance follows from Kendall's S, whatever the
/// distribution of the noise is. Neighbouring points are alike where something is remembered for a while, which S
/// doesn't know of; its variance is taken larger accordingly, as many times as the mean of a series with that
/// correlation has it larger. A series whose noise is independent loses nothing by it.
///
/// @param perUnit the estimate, in units of the values for each unit of the times
/// @param low the lower end of the interval
/// @param high the upper end
public record Slope(double perUnit, double low, double high) {

    /// Of a thousand series without a slope one has an interval that zero isn't in.
    private static final double DEVIATIONS = 3.29;

    /// Below that nothing can be said.
    private static final int LEAST = 8;

    /// Neighbours that are more alike than this say nothing any more.
    private static final double MOST_ALIKE = 0.9;

    /// Of points in the order of their times.
    ///
    /// @throws IllegalArgumentException if there are fewer than eight, or not as many values as times
    public static Slope of(double[] times, double[] values) {
        int count = times.length;
        if (count < LEAST || values.length != count) {
            throw new IllegalArgumentException(count + " points are too few");
        }
        double[] slopes = new double[count * (count - 1) / 2];
        int next = 0;
        for (int i = 0; i < count; i++) {
            for (int j = i + 1; j < count; j++) {
                slopes[next++] = (values[j] - values[i]) / (times[j] - times[i]);
            }
        }
        Arrays.sort(slopes);
        double slope = median(slopes);
        double variance = count * (count - 1.0) * (2 * count + 5) / 18 * inflation(times, values, slope);
        double reach = DEVIATIONS * Math.sqrt(variance);
        int below = (int) Math.floor((slopes.length - reach) / 2);
        int above = (int) Math.ceil((slopes.length + reach) / 2);
        return new Slope(slope, slopes[Math.max(0, below)], slopes[Math.min(slopes.length - 1, above)]);
    }

    /// How much larger the variance is, by the likeness of what neighbours have left when the slope is taken away.
    private static double inflation(double[] times, double[] values, double slope) {
        double[] rest = new double[values.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = values[i] - slope * times[i];
        }
        double mean = Arrays.stream(rest).average().orElseThrow();
        double all = 0;
        double together = 0;
        for (int i = 0; i < rest.length; i++) {
            all += (rest[i] - mean) * (rest[i] - mean);
            together += i == 0 ? 0 : (rest[i] - mean) * (rest[i - 1] - mean);
        }
        double alike = all == 0 ? 0 : Math.clamp(together / all, 0, MOST_ALIKE);
        return (1 + alike) / (1 - alike);
    }

    /// Of sorted numbers.
    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
