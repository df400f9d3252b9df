package one.commserver.soak.figures;

import java.time.Duration;
import java.util.Arrays;

/// One figure over time.
///
/// @param hours when each was taken, since some moment
/// @param values in the figure's unit
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Series(double[] hours, double[] values) {

    /// The medians of windows of the same length: single moments that were unlike the others don't count, and what
    /// stays for seconds doesn't make neighbours alike.
    public Series windows(int count) {
        double[] middles = new double[count];
        double[] medians = new double[count];
        for (int i = 0; i < count; i++) {
            int from = i * values.length / count;
            int to = (i + 1) * values.length / count;
            middles[i] = (hours[from] + hours[to - 1]) / 2;
            double[] window = Arrays.copyOfRange(values, from, to);
            Arrays.sort(window);
            medians[i] = Slope.median(window);
        }
        return new Series(middles, medians);
    }

    /// Without what came before.
    public Series behind(Duration start) {
        double from = hours[0] + start.toMillis() / 3_600_000.0;
        int skipped = (int) Arrays.stream(hours).filter(hour -> hour < from).count();
        return new Series(
                Arrays.copyOfRange(hours, skipped, hours.length), Arrays.copyOfRange(values, skipped, values.length));
    }

    Slope slope() {
        return Slope.of(hours, values);
    }

    double first() {
        return values[0];
    }

    double last() {
        return values[values.length - 1];
    }

    @Override
    public String toString() {
        return "Series[" + values.length + "]";
    }
}
