package one.commserver.soak.figures;

import java.util.Arrays;

/// How fast a series rises or falls, and between which bounds that lies almost certainly.
///
/// The estimate is that of least squares, its interval Student's. Neighbouring points are alike where something is
/// remembered for a while, or the machine is busy for a while; so many points say as much as fewer that have nothing to
/// do with each other, and the interval is wider accordingly. How alike they are is seen from what is left of each when
/// the slope is taken away.
///
/// @param perUnit the estimate, in units of the values for each unit of the times
/// @param low the lower end of the interval
/// @param high the upper end
public record Slope(double perUnit, double low, double high) {

    /// Of a thousand series without a slope one has an interval that zero isn't in; for very many points.
    private static final double DEVIATIONS = 3.2905;

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
        if (Arrays.stream(values).allMatch(value -> value == values[0])) {
            // without what rounding makes of it
            return new Slope(0, 0, 0);
        }
        double middle = mean(times);
        double level = mean(values);
        double spread = 0;
        double together = 0;
        for (int i = 0; i < count; i++) {
            spread += square(times[i] - middle);
            together += (times[i] - middle) * (values[i] - level);
        }
        double slope = together / spread;
        double[] rest = new double[count];
        for (int i = 0; i < count; i++) {
            rest[i] = values[i] - level - slope * (times[i] - middle);
        }
        double squares = Arrays.stream(rest).map(Slope::square).sum();
        double error = Math.sqrt(squares / (count - 2) / spread * inflation(rest, squares));
        double reach = deviations(count - 2) * error;
        return new Slope(slope, slope - reach, slope + reach);
    }

    /// How much larger the variance is, as neighbours are alike.
    private static double inflation(double[] rest, double squares) {
        double neighbours = 0;
        for (int i = 1; i < rest.length; i++) {
            neighbours += rest[i] * rest[i - 1];
        }
        double alike = squares == 0 ? 0 : Math.clamp(neighbours / squares, 0, MOST_ALIKE);
        return (1 + alike) / (1 - alike);
    }

    /// Student's quantile for so many degrees of freedom, by the first terms of its expansion around the normal one.
    private static double deviations(int freedom) {
        double z = DEVIATIONS;
        double first = (Math.pow(z, 3) + z) / 4;
        double second = (5 * Math.pow(z, 5) + 16 * Math.pow(z, 3) + 3 * z) / 96;
        return z + first / freedom + second / square(freedom);
    }

    private static double mean(double[] numbers) {
        return Arrays.stream(numbers).average().orElseThrow();
    }

    private static double square(double number) {
        return number * number;
    }

    /// Of sorted numbers.
    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
