package one.commserver.trend;

import java.util.function.DoubleSupplier;

/// Where a signal is read. A reading is quick and waits for nothing.
///
/// @param reading NaN: there is nothing to read now
/// @param limit what the number can't exceed now; NaN: nobody knows
public record Source(Signal signal, DoubleSupplier reading, DoubleSupplier limit) {

    /// Of a signal without a known limit.
    public static Source of(Signal signal, DoubleSupplier reading) {
        return new Source(signal, reading, () -> Double.NaN);
    }
}
